#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# What is late, whose it was, and what is owed for it: at the coordinator for everything, at a
# node's desk for its own units, until the right person has done it.

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

# Is what a filter makes of the output this?
is() {
	local found
	found=$(jq -c "$1" <<<"$output")
	[ "$found" = "$2" ] || {
		printf '%s: %s, not %s\n' "$1" "$found" "$2" >&2
		return 1
	}
}

refused() { # by the rules of the dossier, with these words
	run "$LT" act "${@:2}"
	[ "$status" -eq 1 ]
	has "$1"
}

late_now() { # so many lines
	[ "$("$LT" report late --json | jq '.items | length')" -eq "$1" ]
}

# Three at the one-stop desk; one has gone on to justice and is taken by an; the rest is late.
become_late() {
	a=$(hand_in 'Nguyễn Một')
	b=$(hand_in 'Nguyễn Hai')
	c=$(hand_in '=HYPERLINK("x")')
	"$LT" act "$a" complete --as hoa --unit H14.1.1
	"$LT" act "$a" --claim --as an --unit H14.1.2
	"$LT" act "$b" --claim --as hoa --unit H14.1.1
	"$LT" practice '08:00 03/07/2025'
	eventually late_now 3
}

@test "late: where, who had it, since when, how long; page by page; as JSON and CSV" {
	become_late
	run "$LT" report late --json
	is '[.items[].code]' "[\"$b\",\"$c\",\"$a\"]"
	is '.items[2] | [.unit, .late_officer, .late_officer_name, .step]' \
		'["H14.1.2","an","Nông Văn An","appraise"]'
	is '.items[0] | [.unit, .late_officer, .due, .left_work_minutes]' \
		'["H14.1.1","hoa","2025-07-01T14:00:00+07:00",660]'
	is '.items[1] | [.late_officer, .applicant]' '["","=HYPERLINK(\"x\")"]'
	run "$LT" report late
	has 'Hồ sơ và bước đang trễ hạn, toàn hệ thống'
	has 'QUÁ HẠN 1 ngày 3 giờ'
	has 'Tư pháp - Hộ tịch xã Mỹ Trà'
	run "$LT" report late --csv
	[ "$(grep -c . <<<"$output")" -eq 4 ]
	grep -q "^H14.1.1,Bộ phận Một cửa xã Mỹ Trà,$b,receive,.*,1.38,hoa,Hoàng Thị Hoa," \
		<<<"$output"
	has "\"'=HYPERLINK(\"\"x\"\")\""
	run "$LT" report late --unit H14.1.2 --json
	is '[.items[].code]' "[\"$a\"]"
	run "$LT" report late --limit 2 --json
	is '[.items[].code]' "[\"$b\",\"$c\"]"
	run "$LT" report late --limit 2 --after "$(jq -r .next <<<"$output")" --json
	is '[[.items[].code], .next]' "[[\"$a\"],\"\"]"
	run "$LT" report late --month 2025-07
	[ "$status" -eq 64 ]
	run "$LT" report monthly --limit 3
	[ "$status" -eq 64 ]
}

@test "what is late only soon is told to the head and is in no report" {
	a=$(hand_in 'Nguyễn Một')
	"$LT" practice '14:10 01/07/2025'
	eventually late_now 1
	b=$(hand_in 'Nguyễn Hai')
	"$LT" act "$b" complete --as hoa --unit H14.1.1
	"$LT" practice '17:00 02/07/2025'
	soon() { [ "$("$LT" list --late --unit H14.1.2 --json | jq '.items | length')" -eq 1 ]; }
	eventually soon
	run "$LT" list --late --unit H14.1.2
	has "$b"
	has 'đã dùng 80 %'
	run "$LT" report late --json
	is '[.items[].code] | unique' "[\"$a\"]"
	run "$LT" list --late --duties --unit H14.1
	[ "$status" -eq 64 ]
}

@test "an apology and an explanation are owed until the right person has written them" {
	become_late
	run "$LT" report duty --json
	is '.duties | length' 6
	is "[.duties[] | select(.code == \"$a\") | [.kind, .unit, .officer]] | sort" \
		'[["apology","H14.1.2","cuong"],["explanation","H14.1.2","an"]]'
	is "[.duties[] | select(.code == \"$b\") | [.kind, .unit, .officer]] | sort" \
		'[["apology","H14.1","chinh"],["explanation","H14.1.1","hoa"]]'
	run "$LT" report duty --csv
	[ "$(grep -c . <<<"$output")" -eq 7 ]
	has "H14.1.2,Tư pháp - Hộ tịch xã Mỹ Trà,an,Nông Văn An,"
	run "$LT" list --duties --unit H14.1.2
	has 'Nông Văn An'
	refused 'thủ trưởng' "$a" --apologise --lateness 1 --as an --unit H14.1.2 \
		--note 'Thiếu người' --new-date '17:00 07/07/2025'
	run "$LT" act "$a" --apologise --lateness 1 --as cuong --unit H14.1.2 --note 'Thiếu người' \
		--new-date '17:00 07/07/2025'
	[ "$status" -eq 0 ]
	refused 'giải trình' "$a" --explain-late --as binh --unit H14.1.2 \
		--note 'Không phải tôi'
	run "$LT" act "$a" --explain-late --as an --unit H14.1.2 --note 'Nghỉ phép'
	[ "$status" -eq 0 ]
	run "$LT" report duty --json
	is '[.duties[].code] | unique | length' 2
	run "$LT" report duty --unit H14.1.2
	has 'không còn nợ'
	run "$LT" form 04 "$a"
	has 'Thiếu người'
	run "$LT" due "$a" --json
	[ "$status" -eq 0 ]
	[ "$(jq 'length' <<<"$output")" -gt 0 ]
	stop coordinator
	run "$LT" -C "$CO" verify
	[ "$status" -eq 0 ]
}

@test "at the desk of a node: its own units' reports, duties and papers" {
	become_late
	start_node my-tra
	start_node binh-an
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	eventually "$LT" list --unit H14.1.1
	run "$LT" report late --unit H14.1.2 --json
	is '[.items[].code]' "[\"$a\"]"
	run "$LT" report duty --unit H14.1 --json
	is '[.duties[].officer] | unique' '["","chinh","hoa"]'
	run "$LT" list --late --unit H14.1
	has "$b"
	"$LT" act "$a" --apologise --lateness 1 --as cuong --unit H14.1.2 --note 'Thiếu người' \
		--new-date '17:00 07/07/2025'
	"$LT" act "$a" --explain-late --as an --unit H14.1.2 --note 'Nghỉ phép'
	run "$LT" form "$a"
	[ "$status" -eq 0 ]
	for number in 01 04 06; do
		run "$LT" form "$number" "$a"
		[ "$status" -eq 0 ]
		has "$a"
		run "$LT" form "$number" "$a" --html
		[ "$status" -eq 0 ]
		has '<html'
	done
	run "$LT" form 07 --unit H14.1.1 --month 2025-07 --out so.html
	[ "$status" -eq 0 ]
	grep -q "$b" so.html
	run "$LT" due "$a"
	[ "$status" -eq 0 ]
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/binh-an"
	eventually "$LT" list
	for asked in 'report late' 'report duty' 'report monthly' 'report score766'; do
		run "$LT" $asked --unit H14.1.2
		[ "$status" -eq 77 ]
		run "$LT" $asked
		[ "$status" -eq 0 ]
	done
	for asked in 'form 06' 'due'; do
		run "$LT" $asked "$a"
		[ "$status" -eq 77 ]
	done
	run "$LT" form 07 --unit H14.1.1 --month 2025-07
	[ "$status" -eq 77 ]
}
