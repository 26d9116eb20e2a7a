#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# The life of dossiers at a coordinator, each act as the person it is for.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	start_coordinator
}

teardown() {
	tell_logs
	stop_all
}

@test "publish takes files in any order and tells kinds apart" {
	run "$LT" publish "$DATA"/{marital,directory,calendar}.lua
	[ "$status" -eq 0 ]
	has 'calendar.lua: đã công bố lịch làm việc'
	has 'directory.lua: đã công bố danh bạ'
	has 'marital.lua: đã công bố thủ tục'
	run "$LT" procedures
	has 9.000001
	has 2025.1
	has '08:00 01/07/2025'
	run "$LT" procedures --json
	[ "$(jq -r '.procedures[0].code' <<<"$output")" = 9.000001 ]
	[ "$(jq -r '.procedures[0].hash | length' <<<"$output")" -eq 64 ]
}

@test "publish shows the findings of a bad file, line by line, and publishes nothing" {
	"$LT" publish "$DATA"/{calendar,directory}.lua
	sed 's/pass = "sign"/pass = "sgin"/' "$DATA/marital.lua" >bad.lua
	run "$LT" publish bad.lua
	[ "$status" -eq 1 ]
	grep -Eq "^bad.lua:[0-9]+: E[0-9]+: .*sgin" <<<"$output"
	run "$LT" procedures
	has_not 9.000001
}

@test "a bundle is published whole or not at all" {
	sed 's/pass = "sign"/pass = "sgin"/' "$DATA/marital.lua" >bad.lua
	run "$LT" publish "$DATA"/{calendar,directory,grant}.lua bad.lua
	[ "$status" -eq 1 ]
	has 'chưa công bố tệp nào'
	has_not 'đã công bố'
	run "$LT" procedures
	has 'Chưa công bố thủ tục nào'
	printf 'while true do end\nreturn procedure { }\n' >loop.lua
	run "$LT" publish "$DATA"/{calendar,directory,grant}.lua loop.lua
	[ "$status" -ne 0 ]
	"$LT" publish "$DATA"/{calendar,directory,grant}.lua
}

@test "running dossiers move to another version, or stay and say why; a version is withdrawn" {
	"$LT" publish "$DATA"/{calendar,directory,marital}.lua
	local n a b old new
	for n in a b; do
		"$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --field purpose=x \
			--paper to_khai --as hoa --json | jq -r .code >"$n"
	done
	a=$(cat a) b=$(cat b)
	"$LT" act "$b" complete --as hoa --unit H14.1.1
	sed -e 's/version = "2025.1"/version = "2025.2"/' -e 's/"appraise"/"review"/g' \
		-e 's/time_limit = working_days(3)/time_limit = working_days(5)/' \
		"$DATA/marital.lua" >next.lua
	"$LT" publish next.lua
	"$LT" procedures --json >list
	old=$(jq -r '.procedures[] | select(.version == "2025.1").hash' list)
	new=$(jq -r '.procedures[] | select(.version == "2025.2").hash' list)
	run "$LT" migrate --from "${old:0:8}" --to "${new:0:8}"
	[ "$status" -eq 0 ]
	has "$b  ở lại"
	has "$a  chuyển được"
	"$LT" show "$a" --json | jq -e --arg v "$old" '.dossier.definition == $v'
	run "$LT" migrate --from "$old" --to "$new" --map appraise=review --apply
	[ "$status" -eq 0 ]
	has 'Đã chuyển: 2 hồ sơ'
	"$LT" show "$b" --json | jq -e --arg v "$new" '.dossier.definition == $v'
	run "$LT" show "$b"
	has 'chuyển sang phiên bản thủ tục khác, hẹn trả mới'
	"$LT" practice '08:01 01/07/2025'
	run "$LT" withdraw "$new"
	[ "$status" -eq 0 ]
	run "$LT" procedures
	has 'đã rút'
	c=$("$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --field purpose=x \
		--paper to_khai --as hoa --json | jq -r .code)
	"$LT" show "$c" --json | jq -e --arg v "$old" '.dossier.definition == $v'
	run "$LT" withdraw "$old"
	[ "$status" -eq 1 ]
	has --yes
	"$LT" withdraw "$old" --yes
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --field purpose=x \
		--paper to_khai --as hoa
	[ "$status" -eq 1 ]
	"$LT" act "$b" pass --as an --unit H14.1.2
	run "$LT" verify
	[ "$status" -eq 0 ]
}

@test "publish --from comes into force then, not before" {
	"$LT" publish "$DATA"/{calendar,directory,marital}.lua
	"$LT" publish "$DATA/marital_province.lua" --from 02/07/2025
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --field purpose=x \
		--paper to_khai --as hoa
	has '15.000 đ'
	"$LT" practice '08:00 02/07/2025'
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --field purpose=x \
		--paper to_khai --as hoa
	has '10.000 đ'
	run "$LT" procedures
	has 2025.1-H14
}

@test "source prints exactly what was published" {
	publish_all
	hash=$("$LT" procedures --json | jq -r '.procedures[] | select(.code == "9.000001").hash')
	"$LT" source "$hash" | cmp - "$DATA/marital.lua"
	"$LT" source "${hash:0:8}" | cmp - "$DATA/marital.lua"
	"$LT" source e2e.1 >versioned
	cmp versioned "$DATA/directory.lua" || cmp versioned "$DATA/calendar.lua"
	run "$LT" source 000000000000
	[ "$status" -eq 66 ]
}

@test "submit prints the receipt: code, received, due, fee, what it waits for" {
	publish_all
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant 'Nguyễn Thị Bình' \
		--id-number 040190001234 --phone 0912345678 --field purpose='Đăng ký kết hôn' \
		--field lived_elsewhere=không --field copies=2 --paper to_khai --as hoa
	[ "$status" -eq 0 ]
	grep -Eq '^Mã hồ sơ +H14\.1\.1-250701-[0-9]+$' <<<"$output"
	has '08:00 01/07/2025'
	has '17:00 04/07/2025'
	has '15.000 đ'
	has receive
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant 'Trần Văn Tự' --citizen \
		--field purpose=x --paper to_khai --json
	[ "$status" -eq 0 ]
	[ "$(jq -r .fee_vnd <<<"$output")" -eq 8000 ]
	[ "$(jq -r .due <<<"$output")" = 2025-07-04T17:00:00+07:00 ]
	[ "$(jq -r '.open_steps[0]' <<<"$output")" = receive ]
}

@test "submit refuses what the procedure does not know, and says what" {
	publish_all
	base=(--procedure 9.000001 --unit H14.1.1 --applicant A --as hoa)
	run "$LT" submit "${base[@]}" --paper to_khai
	[ "$status" -eq 1 ]
	has purpose
	run "$LT" submit "${base[@]}" --field purpose=x
	[ "$status" -eq 1 ]
	has to_khai
	run "$LT" submit "${base[@]}" --field purpose=x --paper to_khai --field colour=red
	[ "$status" -eq 1 ]
	has colour
	run "$LT" submit "${base[@]}" --field purpose=123 --paper to_khai
	[ "$status" -eq 1 ]
	has ':text='
	run "$LT" submit "${base[@]}" --field purpose:text=123 --paper to_khai
	[ "$status" -eq 0 ]
	run "$LT" submit --procedure 9.999999 --unit H14.1.1 --applicant A --as hoa
	[ "$status" -eq 1 ]
	has 9.999999
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --as thue \
		--field purpose=x --paper to_khai
	[ "$status" -eq 1 ]
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --field purpose=x
	[ "$status" -eq 64 ]
	[ "$("$LT" status --json | jq .counters.dossiers)" -eq 1 ]
}

@test "submit under a code of one's own is the same dossier when repeated" {
	publish_all
	code=$(hand_in 'Nguyễn Thị Bình' --code H14.1.1-250701-900001)
	[ "$code" = H14.1.1-250701-900001 ]
	again=$(hand_in 'Nguyễn Thị Bình' --code H14.1.1-250701-900001)
	[ "$again" = "$code" ]
	[ "$("$LT" status --json | jq .counters.dossiers)" -eq 1 ]
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant Khác --as hoa \
		--code H14.1.1-250701-900001 --field purpose=x --paper to_khai
	[ "$status" -eq 1 ]
	has H14.1.1-250701-900001
}

@test "papers keep form and hash of their content" {
	publish_all
	echo 'tờ khai' >form.txt
	hash=$(b2sum -l 256 form.txt | cut -d' ' -f1)
	code=$("$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --as hoa \
		--field purpose=x --paper to_khai:copy=form.txt --json | jq -r .code)
	run "$LT" show "$code" --json
	[ "$(jq -r '.dossier.papers[0].hash' <<<"$output")" = "$hash" ]
	[ "$(jq -r '.dossier.papers[0].form' <<<"$output")" = copy ]
	run "$LT" show "$code"
	has 'bản sao'
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --as hoa \
		--field purpose=x --paper to_khai=gone.txt
	[ "$status" -eq 66 ]
	has gone.txt
}

@test "a dossier goes its whole way: claim, release, assign, outcome, sign, return" {
	publish_all
	code=$(hand_in)
	run "$LT" list --unit H14.1.1
	has "$code"
	has 'Nguyễn Thị Bình'
	has 'Tiếp nhận'
	run "$LT" act "$code" complete --as hoa --unit H14.1.1
	[ "$status" -eq 0 ]
	has appraise
	run "$LT" list --unit H14.1.2 --role specialist
	has "$code"
	"$LT" act "$code" --claim --as an --unit H14.1.2
	run "$LT" act "$code" pass --as binh --unit H14.1.2
	[ "$status" -eq 1 ]
	has "$code"
	has 'an'
	run "$LT" list --unit H14.1.2
	has ' an '
	"$LT" act "$code" --release --as an --unit H14.1.2
	run "$LT" act "$code" --assign binh --as an --unit H14.1.2
	[ "$status" -eq 1 ]
	"$LT" act "$code" --assign binh --as cuong --unit H14.1.2
	"$LT" act "$code" pass --as binh --unit H14.1.2 --note 'Đủ điều kiện'
	run "$LT" act "$code" signed --as an --unit H14.1.2
	[ "$status" -eq 1 ]
	has sign
	run "$LT" act "$code" signed --as chinh --unit H14.1 --paper gxn
	[ "$status" -eq 0 ]
	has 'không còn bước nào'
	run "$LT" explain "$code"
	has "--return counter"
	run "$LT" act "$code" --return online --as hoa --unit H14.1.1
	[ "$status" -eq 1 ]
	"$LT" act "$code" --return counter --as hoa --unit H14.1.1
	run "$LT" show "$code"
	has 'đã trả kết quả'
	has 'giao bước “Thẩm tra” cho Trần Thị Bình'
	has 'trả lại bước “Thẩm tra”'
	has 'đạt (pass): Đủ điều kiện'
	has 'chấp thuận (granted)'
	has 'trả kết quả tại quầy'
}

@test "explain says where, why, who, until when and what next" {
	publish_all
	code=$(hand_in)
	run "$LT" explain "$code"
	[ "$status" -eq 0 ]
	has 'receive'
	has 'Bộ phận Một cửa xã Mỹ Trà'
	has 'Hoàng Thị Hoa (hoa)'
	has '14:00 01/07/2025'
	has 'missing (thiếu giấy tờ) → Chờ bổ sung'
	has 'hồ sơ được tiếp nhận lúc 08:00 01/07/2025'
	run "$LT" explain "$code" --json
	[ "$(jq -r '.explanations[0].item.step' <<<"$output")" = receive ]
	[ "$(jq -r '.explanations[0].next | length' <<<"$output")" -eq 3 ]
	run "$LT" explain H14.1.1-250701-999999
	[ "$status" -eq 66 ]
	has H14.1.1-250701-999999
}

@test "explain asks the function that decided once more" {
	publish_all
	code=$(hand_in)
	"$LT" act "$code" complete --as hoa --unit H14.1.1
	run "$LT" explain "$code" --decision 0
	has 'lived_elsewhere'
	run "$LT" explain "$code" --decision 1 --json
	[ "$(jq -r .function <<<"$output")" = fee ]
	[ "$(jq -r .same <<<"$output")" = true ]
	run "$LT" explain "$code" --decision 2
	has 'by, bước route'
	has 'here: giống như đã ghi'
	run "$LT" explain "$code" --decision 3
	[ "$status" -eq 66 ]
}

@test "waiting for the citizen stops the clock; the ledger accounts for it" {
	publish_all
	code=$(hand_in)
	run "$LT" act "$code" missing --as hoa --unit H14.1.1
	[ "$status" -eq 0 ]
	has 'đang dừng tính'
	"$LT" practice '09:00 08/07/2025'
	run "$LT" show "$code"
	has 'chờ công dân bổ sung hồ sơ'
	run "$LT" act "$code" --signal applicant.supplement --citizen --unit H14.1.1
	[ "$status" -eq 0 ]
	has 'receive'
	run "$LT" show "$code"
	has 'nhận tin báo: công dân đã bổ sung (applicant.supplement)'
	has 'tính tiếp thời hạn, hẹn trả mới'
	has 'SỔ TÍNH HẠN'
	has 'dừng tính thời hạn: chờ công dân bổ sung hồ sơ đến 09:00 08/07/2025'
	due=$("$LT" show "$code" --json | jq -r .dossier.due)
	[[ "$due" > 2025-07-08 ]]
	run "$LT" act "$code" missing --as hoa --unit H14.1.1
	[ "$status" -eq 1 ]
	has supplement
	run "$LT" act "$code" refuse --as hoa --unit H14.1.1
	[ "$status" -eq 1 ]
	has --note
	"$LT" act "$code" refuse --as hoa --unit H14.1.1 --note 'Không thuộc thẩm quyền'
	run "$LT" show "$code"
	has 'từ chối (refused)'
	has 'mẫu số 03'
}

@test "late work is marked late, in the list and in the history" {
	publish_all
	code=$(hand_in)
	"$LT" practice '08:00 07/07/2025'
	eventually bash -c "'$LT' list --unit H14.1.1 | grep -q 'QUÁ HẠN'"
	run "$LT" list --unit H14.1.1
	has 'QUÁ HẠN'
	eventually bash -c "'$LT' show '$code' | grep -q 'hồ sơ QUÁ HẠN 17:00 04/07/2025'"
	run "$LT" show "$code"
	has 'bước “Tiếp nhận” QUÁ HẠN'
	run "$LT" explain "$code"
	has 'QUÁ HẠN'
}

@test "list is in due order and goes on page by page" {
	publish_all
	for i in 1 2 3 4 5; do
		hand_in "Người $i" --submitted "2025-06-2$i"T09:00 >>codes
	done
	"$LT" list --unit H14.1.1 --json | jq -r '.items[].due_us' >due
	[ "$(wc -l <due)" -eq 5 ]
	sort -n due | cmp - due
	run "$LT" list --unit H14.1.1 --limit 2
	has '--after '
	seen=0 after=
	while :; do
		"$LT" list --unit H14.1.1 --limit 2 ${after:+--after "$after"} --json >page
		seen=$((seen + $(jq '.items | length' page)))
		after=$(jq -r .next page)
		[ -n "$after" ] || break
	done
	[ "$seen" -eq 5 ]
	run "$LT" list --unit H14.1.1 --after nonsense
	[ "$status" -eq 64 ]
	run "$LT" list --unit H99
	[ "$status" -eq 66 ]
	has H99
	run "$LT" list
	[ "$status" -eq 64 ]
	has --unit
}

@test "search finds by the beginning of a name without marks, by number and code" {
	publish_all
	code=$(hand_in 'Đặng Thị Ánh' --id-number 040190001234)
	for term in 'dang thi' 'ĐẶNG' 040190001234 "$code"; do
		run "$LT" search "$term"
		[ "$status" -eq 0 ]
		has "$code"
	done
	run "$LT" search 'không ai'
	[ "$status" -eq 0 ]
	has 'Không có hồ sơ nào'
	run "$LT" search 'dang thi' --json
	[ "$(jq -r '.items[0].code' <<<"$output")" = "$code" ]
}

@test "withdraw and stop end a dossier, with a reason where the law wants one" {
	publish_all
	code=$(hand_in)
	run "$LT" act "$code" --withdraw --citizen --unit H14.1.1 --note 'Không cần nữa'
	[ "$status" -eq 0 ]
	run "$LT" show "$code"
	has 'công dân đã rút hồ sơ'
	has 'Không cần nữa'
	run "$LT" act "$code" complete --as hoa --unit H14.1.1
	[ "$status" -eq 1 ]
	code=$(hand_in)
	run "$LT" act "$code" --stop --as hoa --unit H14.1.1
	[ "$status" -eq 1 ]
	has --note
	"$LT" act "$code" --stop --as hoa --unit H14.1.1 --note 'Theo yêu cầu của tòa án'
	run "$LT" show "$code"
	has 'đã dừng giải quyết'
	has 'tòa án'
}

@test "act wants exactly one deed and one person" {
	publish_all
	code=$(hand_in)
	run "$LT" act "$code" --as hoa --unit H14.1.1
	[ "$status" -eq 64 ]
	run "$LT" act "$code" complete --claim --as hoa --unit H14.1.1
	[ "$status" -eq 64 ]
	run "$LT" act "$code" complete --as hoa --citizen --unit H14.1.1
	[ "$status" -eq 64 ]
	run "$LT" act "$code" complete --as hoa --unit H14.1.1 --token 99
	[ "$status" -eq 1 ]
	run "$LT" act "$code" nonsense --as hoa --unit H14.1.1 --step receive
	[ "$status" -eq 1 ]
	has 'complete'
	run "$LT" act "$code" complete --as hoa --unit H14.2.2
	[ "$status" -eq 1 ]
	has H14.1.1
}

@test "a hand-off goes to the other place and comes back under the same code" {
	publish_all
	code=$(hand_in 'Lý Văn Xa' --field lived_elsewhere=true \
		--field previous_residence:text=04002)
	"$LT" act "$code" complete --as hoa --unit H14.1.1
	run "$LT" list --unit H14.2.2
	has "$code"
	has 'Nơi ở cũ xác minh'
	run "$LT" show "$code"
	has 'đang dừng tính'
	"$LT" practice '10:00 04/07/2025'
	"$LT" act "$code" answered --as xa --unit H14.2.2 --paper confirmation:electronic
	run "$LT" explain "$code"
	has appraise
	has H14.1.2
}

@test "an incident stops its dossier only; the repaired version takes it on" {
	publish_all
	broken=$("$LT" submit --procedure 9.000003 --unit H14.1.1 --applicant A --as hoa \
		--field total=100 --field people=0 --json | jq -r .code)
	well=$("$LT" submit --procedure 9.000003 --unit H14.1.1 --applicant B --as hoa \
		--field total=100 --field people=5 --json | jq -r .code)
	"$LT" act "$broken" complete --as hoa --unit H14.1.1
	run "$LT" act "$well" complete --as hoa --unit H14.1.1
	has sign
	run "$LT" incidents
	[ "$status" -eq 0 ]
	has "$broken"
	has_not "$well"
	run "$LT" explain "$broken"
	has 'SỰ CỐ'
	run "$LT" incidents --json
	[ "$(jq -r '.items[0].code' <<<"$output")" = "$broken" ]
	run "$LT" act "$broken" --retry
	[ "$status" -eq 0 ]
	run "$LT" incidents
	has "$broken"
	"$LT" publish "$DATA/grant_repaired.lua"
	hash=$("$LT" procedures --json |
		jq -r '.procedures[] | select(.version == "2025.2").hash[:12]')
	run "$LT" act "$broken" --retry --definition "$hash"
	[ "$status" -eq 0 ]
	has sign
	run "$LT" incidents
	has 'Không có sự cố nào'
	run "$LT" show "$broken"
	has 'chuyển sang phiên bản thủ tục khác'
	run "$LT" act "$well" --retry
	[ "$status" -eq 1 ]
}

@test "status counts, for people and for programs" {
	publish_all
	hand_in >/dev/null
	run "$LT" status
	[ "$status" -eq 0 ]
	has 127.0.0.1
	has dossiers
	run "$LT" status --json
	[ "$(jq -r .counters.dossiers <<<"$output")" -eq 1 ]
	[ "$(jq -r .counters.procedures <<<"$output")" -eq 3 ]
}

@test "a wrong secret opens nothing" {
	cp -r "$CO" copy
	echo 0000000000000000000000000000000000000000 >copy/operator.token
	cp "$CO/coordinator.port" copy/
	run "$LT" -C copy status
	[ "$status" -ne 0 ]
	has 'từ chối'
}

@test "killed with -9 in between, the coordinator goes on where it was" {
	publish_all
	code=$(hand_in)
	"$LT" act "$code" complete --as hoa --unit H14.1.1
	"$LT" show "$code" --json | jq -S 'del(.as_of)' >before
	stop coordinator KILL
	run "$LT" act "$code" pass --as an --unit H14.1.2
	[ "$status" -ne 0 ]
	start_coordinator
	"$LT" show "$code" --json | jq -S 'del(.as_of)' | diff before -
	"$LT" act "$code" pass --as an --unit H14.1.2
	run "$LT" explain "$code"
	has sign
}

@test "a command that meets a coordinator starting again is carried out once" {
	publish_all
	code=$(hand_in)
	kill -STOP "$(pid_of coordinator)"
	("$LT" act "$code" complete --as hoa --unit H14.1.1 >acted 2>&1; echo $? >status) 3>&- &
	sleep 1
	kill -KILL "$(pid_of coordinator)"
	wait "$(pid_of coordinator)" || true
	start_coordinator
	eventually test -s status
	cat acted
	[ "$(cat status)" -eq 0 ]
	[ "$("$LT" show "$code" --json | jq '[.events[] | select(.completed)] | length')" -eq 1 ]
}

@test "a backup is a folder that works" {
	publish_all
	code=$(hand_in)
	run "$LT" backup "$BATS_TEST_TMPDIR/copy"
	[ "$status" -eq 0 ]
	[ -s copy/journal.mdb ]
	[ -s copy/state.mdb ]
	hand_in >/dev/null
	"$LT" init restored --listen 127.0.0.1:0 --practice 2025-07-01T08:00
	cp copy/journal.mdb copy/state.mdb restored/
	background restored "$COORDINATOR" --dir restored
	eventually test -s restored/coordinator.port
	[ "$("$LT" -C restored status --json | jq .counters.dossiers)" -eq 1 ]
	run "$LT" -C restored show "$code"
	[ "$status" -eq 0 ]
}
