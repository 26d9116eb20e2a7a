#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# A commune whose line is cut works on; what it did arrives once, in order, when the line is back.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	start_coordinator
	publish_all
	start_node my-tra --adapter population.lookup=builtin:pass
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
}

teardown() {
	local r=0
	tell_logs
	stop_all || r=$?
	[ ! -d disk ] || umount -l disk 2>/dev/null || true
	return "$r"
}

# The node has a copy of its dossiers and a series of codes of its own.
wait_for_copy() {
	eventually "$LT" list --unit H14.1.1
	code=$(hand_in)
	eventually grep -q replica_whole my-tra.log
	eventually grep -q 'series codes of its own' my-tra.log
	eventually bash -c "'$LT' list --unit H14.1.1 | grep -qF '$code'"
}

cut_line() {
	stop coordinator KILL
	eventually bash -c "'$LT' status 2>&1 | grep -q 'mất đường truyền'"
	"$LT" status >/dev/null # asked anew: since when it is down is on the node's disk by now
}

nothing_waits() {
	"$LT" list --unit H14.1.1 >listed && ! grep -q 'chờ gửi' listed
}

@test "cut off, a commune receives, acts, prints, is killed itself; all arrives once and in order" {
	wait_for_copy
	cut_line
	mkdir receipts
	for i in $(seq 20); do
		hand_in "Người Thứ $i" >"receipts/$i"
		grep -Eq '^H14\.1\.1-250701-001[0-9]{5}$' "receipts/$i"
	done
	[ "$(cat receipts/* | sort -u | wc -l)" -eq 20 ]
	run "$LT" list --unit H14.1.1
	has '(tạm)'
	has '20 yêu cầu chờ gửi'
	has 'mất đường truyền'
	for i in $(seq 20); do
		"$LT" act "$(cat "receipts/$i")" complete --as hoa --unit H14.1.1 >/dev/null
		"$LT" show "$(cat "receipts/$i")" --json | jq .dossier.due_us >"receipts/$i.due"
	done
	run "$LT" act "$(cat receipts/1)" complete --as hoa --unit H14.1.1
	[ "$status" -eq 1 ]
	"$LT" form 01 "$(cat receipts/7)" --out receipt.html
	grep -q "$(cat receipts/7)" receipt.html
	grep -q 'Người Thứ 7' receipt.html
	stop my-tra KILL
	start_node my-tra --adapter population.lookup=builtin:pass
	eventually "$LT" list --unit H14.1.1
	run "$LT" list --unit H14.1.1
	has '40 yêu cầu chờ gửi'
	"$LT" act "$(cat receipts/3)" pass --as an --unit H14.1.2 >/dev/null
	start_coordinator
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	eventually nothing_waits
	run "$LT" list --unit H14.1.1
	has_not 'chờ gửi'
	for i in $(seq 20); do
		code=$(cat "receipts/$i")
		"$LT" -C "$CO" show "$code" --json >"shown"
		[ "$(jq .dossier.due_us shown)" = "$(cat "receipts/$i.due")" ]
		[ "$(jq '[.events[] | select(.received)] | length' shown)" -eq 1 ]
		[ "$(jq '[.events[] | select(.completed)] | length' shown)" \
			-eq $((i == 3 ? 2 : 1)) ]
	done
	[ "$("$LT" -C "$CO" list --unit H14.1.2 --limit 100 --json | jq '.items | length')" -eq 19 ]
	run "$LT" conflicts
	[ "$status" -eq 0 ]
	has 'Không có việc nào'
	stop coordinator
	"$LT" -C "$CO" verify >verified
	stop my-tra
}

@test "how old the view is, what waits here and at other units: told with the line up and down" {
	wait_for_copy
	"$LT" submit --procedure 9.000002 --unit H14.1.1 --applicant 'Lô Văn Đất' \
		--field parcel='thửa 12' --paper don --as hoa >/dev/null
	eventually bash -c \
		"'$LT' list --unit H14.1.1 | grep -qF '1 hồ sơ chờ Thuế tỉnh Thử (G12.1)'"
	run "$LT" status
	has '1 hồ sơ chờ Thuế tỉnh Thử (G12.1), cũ nhất chưa đầy 1 phút'
	has 'Bản sao tại máy trạm đầy đủ đến'
	has_not 'thử lại'
	cut_line
	run "$LT" status
	has 'Không yêu cầu nào chờ gửi, thử lại sau 2 giây'
	has '1 hồ sơ chờ Thuế tỉnh Thử (G12.1)'
	"$LT" act "$code" complete --as hoa --unit H14.1.1 >/dev/null
	run "$LT" list --unit H14.1.2
	has '1 yêu cầu chờ gửi, cũ nhất chưa đầy 1 phút, thử lại sau 2 giây'
	has '1 hồ sơ chờ Thuế tỉnh Thử (G12.1)'
	run "$LT" show "$code"
	[ "$(grep -c '(tạm) ' <<<"$output")" -gt 0 ]
	has 'mục cuối ghi (tạm)'
	[ "$("$LT" show "$code" --json 2>/dev/null | jq .provisional_events)" -gt 0 ]
	start_coordinator
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	eventually nothing_waits
	eventually bash -c "! '$LT' show '$code' | grep -qF '(tạm)'"
	"$LT" -C "$CO" act "$("$LT" -C "$CO" list --unit G12.1 --json | jq -r '.items[0].code')" \
		--claim --as thue --unit G12.1
	eventually bash -c "! '$LT' list --unit H14.1.1 | grep -qF 'Thuế tỉnh Thử'"
}

@test "what the coordinator then refuses is on the officer's list until it is settled" {
	wait_for_copy
	cut_line
	"$LT" act "$code" complete --as hoa --unit H14.1.1
	stop my-tra KILL
	start_coordinator
	"$LT" act "$code" --withdraw --as hoa --unit H14.1.1 --note 'công dân rút'
	start_node my-tra --adapter population.lookup=builtin:pass
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	eventually bash -c "'$LT' conflicts | grep -qF '$code'"
	run "$LT" conflicts --unit H14.1.1
	has 'hoa'
	has 'hồ sơ đã kết thúc'
	has 'receive: hồ sơ đầy đủ'
	run "$LT" list --unit H14.1.1
	has '1 việc máy chủ không nhận'
	"$LT" conflicts "$code" --again
	eventually bash -c "'$LT' conflicts | grep -qF '$code'"
	run "$LT" conflicts "$code" --drop 'công dân đã rút hồ sơ'
	[ "$status" -eq 0 ]
	run "$LT" conflicts
	has_not "$code"
	run "$LT" conflicts "$code" --drop 'lần nữa'
	[ "$status" -eq 66 ]
	eventually bash -c "'$LT' -C '$CO' show '$code' | grep -qF 'công dân đã rút hồ sơ'"
	run "$LT" -C "$CO" show "$code"
	has 'thôi việc "xử lý bước" ở bước “Tiếp nhận” do Hoàng Thị Hoa làm lúc'
	has 'máy chủ không nhận (hồ sơ đã kết thúc'
	[ "$("$LT" -C "$CO" show "$code" --json |
		jq '[.events[].act_dropped // empty] | length')" -eq 1 ]
}

# The coordinator comes back at another hour of its practice clock.
back_at() {
	sed -i "s/^practice = .*/practice = $1/" "$CO/coordinator.conf"
	start_coordinator
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
}

sightings() {
	"$LT" -C "$CO" line --all --json | jq ".lines | length"
}

sightings_are() {
	[ "$(sightings)" = "$1" ]
}

@test "a line that was down: the node tells it once, the operator gives the time back or does not" {
	stop my-tra
	echo 'line.down = 2' >>my-tra/node.conf
	start_node my-tra
	wait_for_copy
	due=$("$LT" -C "$CO" due "$code" --json | jq -r '.step_ledgers[0].due')
	cut_line
	hand_in >/dev/null # answered from the disk, where the hour of the cut is by then
	stop my-tra KILL
	start_node my-tra
	back_at 2025-07-01T10:00+07:00
	eventually sightings_are 1
	run "$LT" -C "$CO" line --seen
	has 'my-tra'
	has '10:00 01/07/2025'
	has '2 giờ'
	has 'máy trạm có tắt (1 lần)'
	has 'H14.1, H14.1.1, H14.1.2'
	number=$("$LT" -C "$CO" line --seen --json | jq '.lines[0].number')
	run "$LT" -C "$CO" line --accept "$number" H14.2.2
	[ "$status" -eq 1 ]
	run "$LT" -C "$CO" line --accept "$number" --from 2025-06-30T08:00
	[ "$status" -eq 1 ]
	has 'phải nằm trong khoảng'
	run "$LT" line --seen
	[ "$status" -ne 0 ]
	"$LT" -C "$CO" line --accept "$number"
	run "$LT" -C "$CO" due "$code"
	has 'đường truyền gián đoạn'
	has 'theo máy trạm my-tra'
	[ "$("$LT" -C "$CO" due "$code" --json | jq -r '.step_ledgers[0].due')" != "$due" ]
	run "$LT" -C "$CO" line --accept "$number"
	[ "$status" -eq 1 ]
	run "$LT" -C "$CO" line --seen
	has 'Không máy trạm nào'
	cut_line
	back_at 2025-07-01T13:30+07:00
	eventually sightings_are 2
	stop my-tra KILL
	stop coordinator KILL
	start_coordinator
	start_node my-tra
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	eventually nothing_waits
	sightings_are 2
	number=$("$LT" -C "$CO" line --seen --json | jq '.lines[0].number')
	run "$LT" -C "$CO" line --dismiss "$number" --note 'Máy trạm tắt nghỉ trưa'
	[ "$status" -eq 0 ]
	run "$LT" -C "$CO" line --all
	has 'đã trả lại thời gian'
	has 'đã bỏ qua'
	stop coordinator
	"$LT" -C "$CO" verify >/dev/null
}

# The coordinator's folder moves to a disk of its own. With less than 256 MB free it has no room for
# new dossiers.
move_to_small_disk() {
	mkdir disk
	mount -t tmpfs -o size=320m tmpfs disk 2>/dev/null ||
		skip "a small disk cannot be mounted here"
	stop coordinator
	mv co disk/co
	ln -s disk/co co
	start_coordinator
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	eventually bash -c "! '$LT' list --unit H14.1.1 2>&1 | grep -q 'mất đường truyền'"
}

counted() { # counter of the coordinator
	"$LT" -C "$CO" status --json | jq ".counters.$1"
}

is_full() {
	[ "$(counted full)" -eq 1 ]
}

lack_room() { # how many wait for it at the node
	"$LT" list --unit H14.1.1 | grep -qF "$1 trong số đó chờ kho của máy chủ có chỗ"
}

@test "no room at the coordinator: the commune receives all the same, and all goes out by itself" {
	wait_for_copy
	move_to_small_disk
	head -c 100M /dev/zero >disk/ballast
	eventually is_full
	first=$(hand_in 'Người Thứ Nhất') # the node learns of it by this one
	grep -Eq '^H14\.1\.1-250701-001[0-9]{5}$' <<<"$first"
	eventually lack_room 1
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant 'Người Thứ Hai' \
		--field purpose=x --paper to_khai --as hoa
	[ "$status" -eq 0 ]
	has 'tạm ghi tại máy trạm vì kho của máy chủ đang hết chỗ'
	second=$(grep -Eo 'H14\.1\.1-250701-001[0-9]{5}' <<<"$output" | head -n 1)
	echo "$second" >>codes
	due=$("$LT" show "$second" --json | jq .dossier.due_us)
	run "$LT" act "$second" complete --as hoa --unit H14.1.1
	[ "$status" -eq 0 ]
	has 'tạm ghi tại máy trạm vì kho'
	run "$LT" act "$code" complete --as hoa --unit H14.1.1 # what is there goes on
	[ "$status" -eq 0 ]
	has_not 'tạm ghi'
	eventually lack_room 2
	run "$LT" list --unit H14.1.2
	has '(tạm)'
	has '3 yêu cầu chờ gửi'
	[ "$(counted dossiers)" -eq 1 ]
	rm disk/ballast
	eventually nothing_waits
	[ "$(counted dossiers)" -eq 3 ]
	"$LT" -C "$CO" show "$first" --json | jq -e '.dossier.applicant.name == "Người Thứ Nhất"'
	"$LT" -C "$CO" show "$second" --json >shown
	[ "$(jq .dossier.due_us shown)" = "$due" ]
	[ "$(jq '[.events[] | select(.completed)] | length' shown)" -eq 1 ]
	run "$LT" conflicts
	has 'Không có việc nào'
}
