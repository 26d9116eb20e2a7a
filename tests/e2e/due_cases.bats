# Due dates of tables, as a process: what goes to which stream, and how it ends.
# LT_TOOL is the program; nothing else runs.

setup() {
	cd "$BATS_TEST_TMPDIR"
	data="$LT_SOURCE_ROOT/procedures/calendar/testdata"
}

due() { # cases
	"$LT_TOOL" due --cases "$1" --calendars "$data/calendars.csv" \
		--public "$data/vn_public_calendar_2018_2025.csv" \
		--closures "$data/local_closures.csv" >out 2>errors
}

@test "the worked cases come back byte for byte, from any folder, without a word" {
	run due "$data/samples.csv"
	[ "$status" -eq 0 ]
	cmp out "$data/samples.csv"
	[ ! -s errors ]
}

@test "cases without due dates get the same ones" {
	cut -d, -f1-6 "$data/samples.csv" >bare.csv
	due bare.csv
	cut -d, -f1-12 out >dues.csv
	cut -d, -f1-12 "$data/samples.csv" | cmp - dues.csv
}

@test "a table from a spreadsheet: a byte order mark, CRLF, quotes" {
	{
		printf '\357\273\277'
		sed 's/^\([^,]*\),/"\1",/; s/$/\r/' "$data/samples.csv"
	} >odd.csv
	due odd.csv
	cmp out "$data/samples.csv"
}

@test "wrong rows are told apart from right ones" {
	{
		head -3 "$data/samples.csv"
		echo 'bad-1,VN-STD,2022-05-12T11:31:00,wd,-7,,,,,,,,'
		echo 'bad-2,VN-STD,2031-05-12T11:31:00,wd,7,,,,,,,,'
		sed -n 4p "$data/samples.csv"
	} >mixed.csv
	run due mixed.csv
	[ "$status" -eq 65 ]
	head -4 "$data/samples.csv" | cmp - out
	[ "$(grep -c '^mixed.csv:[45]: hồ sơ bad-' errors)" -eq 2 ]
	grep -q '^mixed.csv:4: .*cột "amount" = "-7"' errors
	grep -q '^mixed.csv:5: .*cột "received".*01/01/2018–31/12/2025' errors
	grep -q '2 trong 5 dòng sai' errors
}

@test "a file that is not there" {
	run due nothing.csv
	[ "$status" -eq 66 ]
	grep -q nothing.csv errors
}
