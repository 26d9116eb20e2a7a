#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Between two provinces: the dossier, its scans, its clock; there and back, killed at any moment.

load helper
load provinces

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	tell_logs
	stop_all
}

@test "a dossier goes to another province and back: same code, the clock goes on, once" {
	start_both
	code=$(submit a)
	"$LT" -C a act "$code" complete --as hoa --unit H14.1.1
	relay
	relay
	run "$LT" -C b show "$code" --json
	[ "$status" -eq 0 ]
	jq -e '.dossier.transfer.step == "verify" and .dossier.due == "2025-07-29T17:00:00+07:00"' \
		<<<"$output" || jq -e '.transfer.step == "verify"' <<<"$output"
	run "$LT" -C a explain "$code"
	has 'Đỗ Thị Xa'
	run "$LT" -C b receipt "$code"
	[ "$status" -ne 0 ]
	has 'do đơn vị H14.1.1 của tỉnh khác chuyển đến lúc 08:0'
	has "receipt $code --step verify"
	"$LT" -C gate receipt "$code" --step verify >/dev/null # where it says
	"$LT" -C b act "$code" found --as xa --unit H14.2.2 --paper phieu
	relay
	relay
	run "$LT" -C a show "$code"
	has 'confirmation'
	run "$LT" -C b show "$code"
	has 'đã trả'
	"$LT" -C a receipt "$code" --step verify -o r.txt
	"$LT" -C a keys -o keys.txt
	run "$LT" verify --receipt r.txt --keys keys.txt
	[ "$status" -eq 0 ]
	has 'Trả lời'
	eventually "$LT" reconcile a b
	run "$LT" reconcile a b
	has '1 hồ sơ'
	"$LT" -C a verify >/dev/null
	"$LT" -C b verify >/dev/null
}

@test "what the other province cannot take comes back with its reason" {
	start_both
	code=$(submit a)
	"$LT" -C a act "$code" complete --as hoa --unit H14.1.1
	"$LT" -C b relay --partner gate --as xa --unit H14.2.2 --home-as xa --procedure 9.999999
	run "$LT" -C a show "$code"
	has 'chưa công bố thủ tục'
	run "$LT" -C b show "$code"
	[ "$status" -ne 0 ]
}

@test "scans cross with the dossier and with its answer, byte for byte" {
	scan in.pdf 3000000
	scan out.pdf 2000000
	start_both
	code=$(hand_over in.pdf)
	eventually relay_until scan_at b "$(hash_of in.pdf)"
	"$LT" -C b paper "$code" --doc to_khai --out got.pdf
	cmp in.pdf got.pdf
	"$LT" -C b act "$code" found --as xa --unit H14.2.2 --paper phieu=out.pdf
	relay
	run "$LT" -C a show "$code"
	has 'confirmation'
	eventually scan_at a "$(hash_of out.pdf)"
	"$LT" -C a paper "$code" --doc confirmation --out back.pdf
	cmp out.pdf back.pdf
	relay
	run "$LT" -C b show "$code"
	has 'đã trả'
	"$LT" -C a verify --papers >/dev/null
	"$LT" -C b verify --papers >/dev/null
}

@test "dossiers go before scans; a scan goes on where it was, and begins anew at a wrong bit" {
	local big small hash part n=30 inode
	scan big.pdf 20000000
	scan small.pdf 1000
	hash=$(hash_of big.pdf)
	start_both
	big=$(hand_over big.pdf)
	small=$(hand_over small.pdf)
	"$LT" -C gate paper "$big" --doc to_khai --out x.pdf # the node of a has it
	part=b/papers/arriving/$hash
	until [ -s "$part" ]; do # killed half-way
		dying kill "$n" relay "$LT" "${relay_words[@]}" && false
		n=$((n + 4))
	done
	"$LT" -C b show "$big" >/dev/null
	"$LT" -C b show "$small" >/dev/null
	[ "$(stat -c %s "$part")" -lt 20000000 ]
	inode=$(stat -c %i "$part")
	relay
	scan_at b "$hash"
	[ "$(stat -c %i "b/papers/${hash:0:2}/${hash:2:2}/$hash")" -eq "$inode" ]
	mv "b/papers/${hash:0:2}/${hash:2:2}/$hash" "$part" # as if it were still on its way
	chmod u+w "$part"
	truncate -s 9000000 "$part"
	printf xyzw | dd of="$part" bs=1 seek=5000 conv=notrunc status=none
	run relay
	has 'nhận đủ nhưng khác với mã băm đã báo'
	no_scan_at b "$hash"
	relay
	"$LT" -C b paper "$big" --doc to_khai --out got.pdf
	cmp big.pdf got.pdf
}

@test "when the clock stands over there, the sender hears why, since when, and until when" {
	start_both
	code=$(hand_over)
	relay
	ledgers_agree "$code"
	both_at 2025-07-02T09:00
	"$LT" -C b act "$code" missing --as xa --unit H14.2.2 --note 'thiếu bản chính'
	both_at 2025-07-02T10:00 # heard of an hour late
	relay
	run "$LT" -C a explain "$code"
	has 'đang dừng ở nơi nhận: chờ công dân bổ sung hồ sơ (thời gian của công dân)'
	has 'từ 09:00 02/07/2025: thiếu bản chính'
	run "$LT" -C a list --unit H14.2.2
	has 'thời gian của công dân'
	run "$LT" -C a show "$code"
	has 'báo đồng hồ ở đó dừng'
	ledgers_agree "$code"
	relay # says nothing twice
	both_at 2025-07-07T14:00
	"$LT" -C b act "$code" --signal applicant.supplement --as xa --unit H14.2.2
	both_at 2025-07-07T15:00
	relay
	ledgers_agree "$code"
	run "$LT" -C a explain "$code"
	has_not 'đang dừng ở nơi nhận'
	# The second time nobody passes on anything while the clock stands.
	"$LT" -C b act "$code" missing --again --as xa --unit H14.2.2 --note 'thiếu chữ ký'
	both_at 2025-07-09T08:00
	"$LT" -C b act "$code" --signal applicant.supplement --as xa --unit H14.2.2
	both_at 2025-07-09T09:00
	relay
	ledgers_agree "$code"
	"$LT" -C a show "$code" --json >a.json
	[ "$(jq '[.events[] | select(.clock_held)] | length' a.json)" -eq 2 ]
	[ "$(jq '[.events[] | select(.clock_released)] | length' a.json)" -eq 2 ]
	# Its end is told, too, and what is told ends with it.
	"$LT" -C b act "$code" missing --again --as xa --unit H14.2.2 --note 'thiếu dấu'
	both_at 2025-07-10T08:00
	relay
	"$LT" -C b act "$code" --stop --as xa --unit H14.2.2 --note 'người dân xin thôi'
	relay
	run "$LT" -C a show "$code"
	has 'returned'
	run "$LT" -C a explain "$code"
	has_not 'đang dừng'
	"$LT" -C a verify >/dev/null
	"$LT" -C b verify >/dev/null
	eventually "$LT" reconcile a b
}

@test "a clock over there that is ahead is waited for; a scan that nobody has, for a day" {
	start_both
	"$LT" -C a practice 2025-07-01T08:30 >/dev/null
	code=$(hand_over)
	run relay
	has 'chưa nhận được'
	run "$LT" -C b show "$code"
	[ "$status" -ne 0 ]
	run "$LT" -C a show "$code"
	has_not 'returned'
	"$LT" -C b practice 2025-07-01T08:30 >/dev/null
	relay
	echo 'MZ' >out.exe # of no type that is taken: only its hash is noted
	"$LT" -C b act "$code" found --as xa --unit H14.2.2 --paper phieu=out.exe
	relay
	relay
	run "$LT" -C a show "$code"
	has 'confirmation'
	run "$LT" -C b show "$code"
	has_not 'đã trả'
	both_at 2025-07-02T09:00
	relay
	run "$LT" -C b show "$code"
	has 'đã trả'
}

@test "nothing is answered before what the clock did here is recorded over there" {
	start_both
	code=$(hand_over)
	relay
	both_at 2025-07-01T08:30
	"$LT" -C b act "$code" missing --as xa --unit H14.2.2 --note 'thiếu bản chính'
	relay
	"$LT" -C b practice 2025-07-01T09:30 >/dev/null # ahead of the sender's
	"$LT" -C b act "$code" --signal applicant.supplement --as xa --unit H14.2.2
	"$LT" -C b act "$code" found --as xa --unit H14.2.2 --paper phieu
	run relay
	has 'giờ của máy trạm đi trước máy chủ'
	run "$LT" -C a explain "$code"
	has 'đang dừng ở nơi nhận'
	"$LT" -C a practice 2025-07-01T09:30 >/dev/null
	relay
	[ "$(times_at_a clock_held "$code")" -eq 1 ]
	[ "$(times_at_a clock_released "$code")" -eq 1 ]
	run "$LT" -C a show "$code"
	has 'confirmation'
	relay
	eventually "$LT" reconcile a b
}

@test "two standstills before the hour at which the dossier was given are two" {
	start_both
	"$LT" -C a practice 2025-07-01T08:00:50 >/dev/null # as far ahead as is no future yet
	code=$(hand_over)
	relay
	"$LT" -C b act "$code" missing --as xa --unit H14.2.2 --note 'thiếu bản chính'
	"$LT" -C b act "$code" --signal applicant.supplement --as xa --unit H14.2.2
	"$LT" -C b act "$code" missing --again --as xa --unit H14.2.2 --note 'thiếu chữ ký'
	relay
	[ "$(times_at_a clock_held "$code")" -eq 2 ]
	[ "$(times_at_a clock_released "$code")" -eq 1 ]
	run "$LT" -C a explain "$code"
	has 'đang dừng ở nơi nhận'
	has 'thiếu chữ ký'
}

# The limit of the sender's step is the sender's law: silence beyond it has a way of its own there.
@test "more time given here, by decision or for a line that was down, is not the sender's" {
	local due
	start_both
	sed -e 's/2025\.1/2025.2/' -e 's/working_days(5),/&\n  extension = working_days(3),/' \
		"$DATA/verification.lua" >verification.lua
	sed -e 's/e2e\.1/e2e.2/' -e 's/"H14.2.2", "specialist"/&, "head"/' \
		"$DATA/directory.lua" >directory.lua
	"$LT" -C b publish --from 2025-01-02 verification.lua directory.lua >/dev/null
	code=$(hand_over)
	relay
	ledgers_agree "$code"
	due=$("$LT" -C a due "$code" --json | jq -c '.step_ledgers[0]')
	both_at 2025-07-02T15:00
	"$LT" -C b act "$code" --extend 3 --as xa --unit H14.2.2 --basis 'TB 7' --note 'Sổ cũ'
	"$LT" -C b line H14.2.2 --from 2025-07-02T08:00 --to 2025-07-02T14:00 --note 'Đứt cáp'
	relay
	[ "$(times_at_a clock_held "$code")" -eq 0 ]
	"$LT" -C a due "$code" --json | jq -c '.step_ledgers[0]' >a.ledger
	[ "$(jq .due_us a.ledger)" -eq "$(jq .due_us <<<"$due")" ]
	[ "$("$LT" -C b due "$code" --json | jq .due_us)" -gt "$(jq .due_us a.ledger)" ]
	run "$LT" -C b due "$code"
	has 'TB 7'
	has 'Đứt cáp'
}

@test "a gate's node that does not know its province yet: nothing is taken and nothing goes back" {
	start_both
	code=$(hand_over)
	eventually "$LT" -C gate show "$code"
	stop gate KILL
	stop a
	rm -f gate/desk.port
	background gate "$WORKER" --dir gate
	eventually test -s gate/desk.port
	run relay
	[ "$status" -ne 0 ]
	has 'chưa nối được với máy chủ của nó'
	restart_province a
	eventually "$LT" -C a status
	eventually relay_until "$LT" -C b show "$code"
	eventually test "$(times_at_a claimed "$code")" -eq 1
}
