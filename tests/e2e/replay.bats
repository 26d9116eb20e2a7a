# The replay subcommand as a process: answers, refusals, and that nothing is left behind.
# LT_TOOL is the program; recorded logs are taken from LT_SHARED/data/event-logs if they are there.

setup() {
	export TMPDIR="$BATS_TEST_TMPDIR/tmp"
	mkdir "$TMPDIR"
	cd "$BATS_TEST_TMPDIR"
	samples="$LT_SOURCE_ROOT/tests/samples"
	logs="${LT_SHARED:+$LT_SHARED/data}"
	logs="${logs:-$LT_SOURCE_ROOT/../shared/data}/event-logs"
}

nothing_left() {
	[ -z "$(ls -A "$TMPDIR")" ]
}

full_log() { # name, cases, events, changes of unit
	[ -e "$logs/$1.events.csv.gz" ] || skip "no $1 in $logs"
	run "$LT_TOOL" replay "$logs/$1" --json
	[ "$status" -eq 0 ]
	[[ "$output" == *"\"cases\": $2,"* ]]
	[[ "$output" == *"\"events\": $3,"* ]]
	[[ "$output" == *"\"unit\": $4"* ]]
	[[ "$output" == *"\"mismatches\": 0,"* ]]
	[[ "$output" == *"\"holds\": true"* ]]
	nothing_left
}

@test "a log of odd events comes back as it was" {
	run "$LT_TOOL" replay "$samples/permits"
	[ "$status" -eq 0 ]
	[[ "$output" =~ "Sai khác"\ +0 ]]
	nothing_left
}

@test "packed files are read as plain ones are" {
	gzip -c "$samples/permits.events.csv" >p.events.csv.gz
	gzip -c "$samples/permits.cases.csv" >p.cases.csv.gz
	run "$LT_TOOL" replay p.events.csv.gz --json
	[ "$status" -eq 0 ]
	[[ "$output" == *'"mismatches": 0,'* ]]
	[[ "$output" == *'"events": 14,'* ]]
}

@test "a malformed log is refused with file and line, and nothing is left" {
	printf 'case_id,seq,activity,timestamp\na,1,x,2020-01-01\na,2,x,soon\n' >bad.events.csv
	run "$LT_TOOL" replay bad
	[ "$status" -eq 65 ]
	[[ "$output" == *'bad.events.csv:3: không hiểu thời điểm "soon"'* ]]
	nothing_left
}

@test "no such log" {
	run "$LT_TOOL" replay nothing
	[ "$status" -eq 66 ]
	[[ "$output" == *nothing.events.csv* ]]
}

@test "--keep keeps the folder, and takes none that is in use" {
	run "$LT_TOOL" replay "$samples/permits" --keep kept
	[ "$status" -eq 0 ]
	[ -s kept/coordinator/journal.mdb ]
	run "$LT_TOOL" -C kept/coordinator verify
	[ "$status" -eq 0 ]
	run "$LT_TOOL" replay "$samples/permits" --keep kept
	[ "$status" -eq 73 ]
	[[ "$output" == *"không trống"* ]]
}

@test "Ctrl-C leaves nothing behind" {
	{
		echo case_id,seq,activity,timestamp
		for ((i = 0; i < 20000; i++)); do
			echo "c$((i % 100)),$i,a$((i % 37)),2020-01-01"
		done
	} >long.events.csv
	for after in 0.02 0.1 0.3 0.5; do
		run timeout --preserve-status --signal INT "$after" "$LT_TOOL" replay long
		[ "$status" -eq 130 ] || [ "$status" -eq 0 ]
		nothing_left
	done
}

@test "wabo-receipt: one municipality's permits" {
	full_log wabo-receipt 1434 8577 5440
	echo "$output" >answer.json
	[ "$(jq -c '.deadlines | [.late, .ended]' answer.json)" = "[377,1329]" ]
	[ "$(jq -c '.deadlines | [.log_late, .log_ended]' answer.json)" = "[377,1329]" ]
}

@test "a log without deadlines says nothing of lateness" {
	run "$LT_TOOL" replay "$samples/permits"
	[ "$status" -eq 0 ]
	[[ "$output" != *"Trễ hạn"* ]]
}

@test "bpic2020-domestic: a university's declarations" {
	full_log bpic2020-domestic 10357 55628 34287
}

@test "bpic2013-incidents: 649 teams" {
	full_log bpic2013-incidents 7554 65533 9454
}

@test "roadtraffic-100: fines" {
	full_log roadtraffic-100 100 390 0
}

@test "roadtraffic-231-variants: rare paths" {
	full_log roadtraffic-231-variants 231 1891 0
}
