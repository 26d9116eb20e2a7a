# The load subcommand: a file of dossiers through real processes, and nothing left behind.
# LT_TOOL and LT_COORDINATOR are the programs; the 20,000 dossiers are taken from LT_SHARED/data.

bats_require_minimum_version 1.5.0

setup() {
	export TMPDIR="$BATS_TEST_TMPDIR/tmp"
	mkdir "$TMPDIR"
	cd "$BATS_TEST_TMPDIR"
	samples="$LT_SOURCE_ROOT/tests/samples/load"
	data="${LT_SHARED:+$LT_SHARED/data}"
	data="${data:-$LT_SOURCE_ROOT/../shared/data}"
	coordinator=
}

teardown() {
	[ -z "$coordinator" ] || { kill "$coordinator" && wait "$coordinator" || true; }
}

nothing_left() {
	[ -z "$(ls -A "$TMPDIR")" ]
	! pgrep -f -- "--dir $TMPDIR" >/dev/null
}

load_sample() { # file of dossiers, more
	local file=$1
	shift
	"$LT_TOOL" load "$file" --catalogue "$samples/catalogue.csv" \
		--applicants "$samples/applicants.csv" --units "$samples/units" "$@"
}

is() { # jq expression that must be true of the output
	jq -e "$1" <<<"$output" >/dev/null
}

@test "thirty dossiers end as their rows say" {
	run --separate-stderr load_sample "$samples/dossiers.csv" --nodes 2 --json
	[ "$status" -eq 0 ]
	is '.received == 30 and .ended == 30 and .supplemented == 4'
	is '.outcomes.granted == 27 and .outcomes.withdrawn == 3'
	is '.lost == 0 and .doubled == 0 and .open == 0 and .unlike == 0'
	is '.verify.holds and .nodes == 2'
	nothing_left
}

@test "for people there is a table; a packed file is read too" {
	gzip -c "$samples/dossiers.csv" >d.csv.gz
	run load_sample d.csv.gz
	[ "$status" -eq 0 ]
	[[ "$output" =~ "chấp thuận"\ +27 ]]
	[[ "$output" =~ "người nộp rút"\ +3 ]]
	[[ "$output" == *"30 trên 30 hồ sơ, 6 thủ tục, 5 cơ quan"* ]]
	nothing_left
}

@test "what is kept can be looked into" {
	run load_sample "$samples/dossiers.csv" --keep kept
	[ "$status" -eq 0 ]
	run "$LT_TOOL" -C kept/coordinator verify
	[ "$status" -eq 0 ]
	run load_sample "$samples/dossiers.csv" --keep kept
	[ "$status" -eq 73 ]
}

@test "a row that names nobody is refused with its line, before anything starts" {
	sed 's/,T004,/,T999,/' "$samples/dossiers.csv" >bad.csv
	run load_sample bad.csv
	[ "$status" -eq 65 ]
	[[ "$output" == *'bad.csv:5: không có người nộp "T999"'* ]]
	nothing_left
}

@test "all four files are needed" {
	run "$LT_TOOL" load "$samples/dossiers.csv" --catalogue "$samples/catalogue.csv"
	[ "$status" -eq 64 ]
	[[ "$output" == *--applicants* ]]
	run load_sample nothing.csv
	[ "$status" -eq 66 ]
}

@test "Ctrl-C leaves no file and no process behind" {
	for after in 0.1 0.3 0.6; do
		run timeout --preserve-status --signal INT "$after" \
			"$LT_TOOL" load "$samples/dossiers.csv" \
			--catalogue "$samples/catalogue.csv" \
			--applicants "$samples/applicants.csv" --units "$samples/units"
		[ "$status" -eq 130 ] || [ "$status" -eq 0 ]
		nothing_left
	done
}

@test "-C: an interrupted load goes on, a finished one does nothing" {
	"$LT_TOOL" init running --listen 127.0.0.1:0 >/dev/null
	"$LT_COORDINATOR" --dir running 2>running/log 3>&- &
	coordinator=$!
	for i in {1..100}; do
		[ -s running/coordinator.port ] && break
		sleep 0.05
	done
	for after in 0.3 0.4 0.5; do
		timeout --signal INT "$after" \
			"$LT_TOOL" -C running load "$samples/dossiers.csv" --nodes 2 \
			--catalogue "$samples/catalogue.csv" \
			--applicants "$samples/applicants.csv" --units "$samples/units" || true
		nothing_left
	done
	for again in 1 2; do
		run --separate-stderr load_sample "$samples/dossiers.csv" -C running \
			--nodes 2 --json
		[ "$status" -eq 0 ]
		is '.received == 30 and .ended == 30 and .doubled == 0 and .verify.holds'
	done
	nothing_left
	kill -0 "$coordinator"
}

@test "the half-year of 20,000 dossiers" {
	[ -n "${LT_LONG:-}" ] || skip "half a minute and more: in the long check"
	[ -e "$data/vn-synthetic/dossiers_2025h2.csv.gz" ] || skip "no vn-synthetic in $data"
	run --separate-stderr "$LT_TOOL" load "$data/vn-synthetic/dossiers_2025h2.csv.gz" \
		--catalogue "$data/vn-tthc/tthc_catalogue.csv" \
		--applicants "$data/vn-synthetic/applicants.csv" \
		--units "$data/vn-admin-units" --json
	[ "$status" -eq 0 ]
	is '.received == 20000 and .ended == 20000 and .supplemented == 2214'
	is '.outcomes.granted == 19801 and .outcomes.withdrawn == 199'
	is '.lost == 0 and .doubled == 0 and .open == 0 and .unlike == 0 and .verify.holds'
	nothing_left
}
