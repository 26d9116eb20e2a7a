#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# What a leader reads: the month, the score, what ending some dossiers today would do; all of it
# from counters that verify finds again in the dossiers.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	start_coordinator
	publish_all
}

teardown() {
	tell_logs
	stop_all
}

# A dossier through all its steps.
grant() {
	"$LT" act "$1" complete --as hoa --unit H14.1.1
	"$LT" act "$1" pass --as an --unit H14.1.2
	"$LT" act "$1" signed --as chinh --unit H14.1 --paper "${2:-gxn}"
}

# Numerator, divisor and rate (hundredths of a percent) of an indicator.
figure() {
	jq -c --arg id "$1" '.indicators[] | select(.id == $id) |
		[.numerator, .divisor, (.rate | if . == null then . else . * 100 | round end)]'
}

# Is what a filter makes of the output this?
is() {
	[ "$(jq -c "$1" <<<"$output")" = "$2" ]
}

@test "the month counts what came in, ended, was early and late, and whose" {
	a=$(hand_in 'Nguyễn Một')
	b=$(hand_in 'Nguyễn Hai')
	hand_in 'Nguyễn Ba' --channel post
	grant "$a"
	"$LT" practice '08:00 02/07/2025'
	"$LT" act "$b" complete --as hoa --unit H14.1.1
	"$LT" practice '08:00 08/07/2025'
	# overdue becomes so by an event of the engine's
	late() { [ "$("$LT" report monthly --json | jq .totals.became_late)" -eq 2 ]; }
	eventually late
	run "$LT" report monthly --json
	[ "$status" -eq 0 ]
	is '.totals | [.received, .post, .ended, .early, .open, .open_late]' '[3,1,1,1,2,2]'
	is '.units[] | select(.code == "H14.1.1") | [.received, .late, .open]' '[3,0,2]'
	is '.officers[] | select(.code == "an") | .steps_done' 1
	"$LT" act "$b" fail --as an --unit H14.1.2 --note 'Không đủ điều kiện' ||
		"$LT" act "$b" pass --as an --unit H14.1.2
	run "$LT" report monthly
	has 'Đơn vị có hồ sơ hoặc bước trễ hạn'
	has 'Còn lại đã trễ hạn'
	run "$LT" report monthly --by procedure --csv
	grep -q '^9.000001,' <<<"$output"
	run "$LT" report monthly --month 2025-06 --json
	[ "$(jq .totals.received <<<"$output")" -eq 0 ]
	run "$LT" report monthly --unit H14.9
	[ "$status" -ne 0 ]
	has "H14.9"
	stop coordinator
	run "$LT" -C "$CO" verify
	[ "$status" -eq 0 ]
}

@test "the score shows formula and inputs, and says what it does not know" {
	a=$(hand_in 'Nguyễn Một' --channel online --paper to_khai:digitised:reused --paid portal \
		--verified)
	b=$(hand_in 'Nguyễn Hai' --paper to_khai:store)
	grant "$a" 'gxn@https://kho.example/1#KQ.1'
	run "$LT" report score766 --json
	[ "$status" -eq 0 ]
	[ "$(figure 2.1 <<<"$output")" = '[2,2,10000]' ]
	[ "$(figure 3.3 <<<"$output")" = '[1,2,5000]' ]
	[ "$(figure 3.6 <<<"$output")" = '[1,2,5000]' ]
	[ "$(figure 4.1 <<<"$output")" = '[1,2,5000]' ]
	[ "$(figure 4.2 <<<"$output")" = '[1,2,5000]' ]
	[ "$(figure 4.3 <<<"$output")" = '[1,2,5000]' ]
	[ "$(figure 4.4 <<<"$output")" = '[1,2,5000]' ]
	[ "$(figure 4.5b <<<"$output")" = '[1,2,5000]' ]
	[ "$(figure 1.4 <<<"$output")" = '[null,null,null]' ]
	run "$LT" report score766
	has 'chưa có số liệu'
	has '100,00 %   20,00/20'
	run "$LT" report score766 --unit H14.1.2
	has 'N/A'
}

@test "what if: ending dossiers before the hour keeps them on time, ending late ones does not" {
	a=$(hand_in 'Nguyễn Một')
	hand_in 'Nguyễn Hai'
	hand_in 'Nguyễn Ba'
	"$LT" practice '08:00 04/07/2025'
	c=$(hand_in 'Nguyễn Bốn')
	run "$LT" report score766 --close 2 --before 17:00 --json
	[ "$status" -eq 0 ]
	is '[.now, .if_nothing, .if_closed | .in_time]' '[4,1,3]'
	is '[.now.total, .falling, .saved]' '[4,3,2]'
	[ "$(jq -r '.dossiers[0]' <<<"$output")" = "$a" ]
	run "$LT" report score766 --what-if "$a,$c" --before 17:00
	has '25,00 → 50,00'
	has 'giữ được 1'
	run "$LT" report score766 --what-if "$a,H14.1.1-250701-999999"
	[ "$status" -ne 0 ]
	has '999999'
	run "$LT" report score766 --close 2 --before 07:00
	[ "$status" -ne 0 ]
	has 'đã qua'
	"$LT" practice '09:00 05/07/2025'
	late() { [ "$("$LT" report score766 --json | jq '.progress.open_late')" -eq 3 ]; }
	eventually late
	run "$LT" report score766 --what-if "$a"
	has '1 hồ sơ đã trễ'
	has '25,00 → 25,00'
}

@test "a node's officers read their own unit's reports, and no other" {
	hand_in 'Nguyễn Một'
	start_node my-tra
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	run "$LT" report monthly --unit H14.1.1 --json
	[ "$status" -eq 0 ]
	[ "$(jq .totals.received <<<"$output")" -eq 1 ]
}
