# SPDX-License-Identifier: EUPL-1.2
# Provinces with their CA, the nodes enrolled with them, and the gate between two.

# A province in folder $1 with what $2... publish, its CA and the doors of its fronts.
start_province() {
	local folder=$1
	shift
	[ -d "$folder" ] || {
		"$LT" init "$folder" --listen "127.0.0.1:$(free_port)" \
			--practice 2025-07-01T08:00 >/dev/null
		"$LT" -C "$folder" ca --host localhost --listen "127.0.0.1:$(free_port)" \
			--enrol "127.0.0.1:$(free_port)" >/dev/null
	}
	restart_province "$folder"
	eventually test -s "$folder/coordinator.enrol.port"
	eventually "$LT" -C "$folder" status
	"$LT" -C "$folder" publish --from 2025-01-01 "$@" >/dev/null
}

restart_province() {
	rm -f "$1"/coordinator.*port
	background "$1" "$COORDINATOR" --dir "$1"
	eventually test -s "$1/coordinator.port"
}

differ() {
	! "$LT" reconcile "$@"
}

start_again() {
	restart_province "$1"
	eventually "$LT" -C my-tra status
}

enrol() { # province, node, folder
	"$LT" -C "$3" enrol --coordinator "localhost:$(cat "$1/coordinator.enrol.port")" \
		--token "$("$LT" -C "$1" enrol --node "$2" --json | jq -r .token)" >/dev/null
	background "$3" "$WORKER" --dir "$3"
	eventually test -s "$3/desk.port"
	eventually grep -q 'started ready' "$3.log"
}

# $1: folder, $2: file of the scan, or none. A dossier whose applicant lived at Bình An before
submit() {
	"$LT" -C "$1" submit --procedure 9.000001 --unit H14.1.1 --applicant 'Nguyễn Thị Bình' \
		--field purpose=x --field lived_elsewhere=true \
		--field previous_residence:text=04002 --paper "to_khai${2:+=$2}" \
		--as hoa --json | jq -r .code
}

PROVINCE=("$DATA"/{marital,directory,calendar}.lua)

# Bình An is in the other province: a, where people hand in, and b, whose gate is a node of a.
relay_words=(-C b relay --partner gate --as xa --unit H14.2.2 --home-as xa --procedure 9.000200)

relay() {
	"$LT" "${relay_words[@]}"
}

# The program ends itself at its call number $2 of those that write or send: before it or after it.
dying() { # "kill" or "after", number, the program and its words
	local order="$1 $2"
	truncate -s 24 "$3.count"
	LT_DISK_COUNT="$PWD/$3.count" LT_DISK_ORDER=$order LD_PRELOAD=$LT_DISK_SHIM "${@:4}"
}

# Passes of the gate until a command succeeds.
relay_until() {
	relay && "$@"
}

start_both() {
	start_province a "${PROVINCE[@]}"
	start_province b "$DATA"/{verification,directory,calendar}.lua
	enrol a binh-an gate
}

# A scan of so many bytes; begins as a PDF, and no two are alike.
scan() {
	{
		printf '%%PDF-1.7\n'
		head -c "$(($2 - 9))" /dev/urandom
	} >"$1"
}

hash_of() {
	b2sum --length=256 "$1" | cut -d' ' -f1
}

# Of a paper that is whole in the folder of scans of $1.
scan_at() { # folder, hash
	test -f "$1/papers/${2:0:2}/${2:2:2}/$2"
}

no_scan_at() {
	! scan_at "$@"
}

hand_over() { # file of the scan
	local code
	code=$(submit a "$1")
	"$LT" -C a act "$code" complete --as hoa --unit H14.1.1 >/dev/null
	echo "$code"
}

both_at() { # hour of the practice clocks
	local status=0
	"$LT" -C a practice "$1" >/dev/null || status=$?
	"$LT" -C b practice "$1" >/dev/null || status=$?
	return "$status"
}

line_is_down() { # folder of a node
	"$LT" -C "$1" status 2>&1 | grep -qF 'mất đường truyền'
}

line_is_up() {
	! line_is_down "$1"
}

# Of dossier $2's history at a, events of kind $1.
times_at_a() {
	"$LT" -C a show "$2" --json >a.json
	jq "[.events[] | select(.$1)] | length" a.json
}

# The sums of the step's ledger at a and of the dossier's at b, and their due dates: the same.
ledgers_agree() { # code
	"$LT" -C a due "$1" --json | jq -S '.step_ledgers[0] | {due_us, sum}' >a.ledger
	"$LT" -C b due "$1" --json | jq -S '{due_us, sum: .ledger_sum}' >b.ledger
	diff a.ledger b.ledger
	jq -e '.sum | .used + .remaining == .limit' a.ledger
	jq -e '.due_us > 9e18 or (.sum | .limit + .paused + .pushed == .total)' a.ledger
}
