#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# kill -9 between two provinces: the gate at each of its messages, both coordinators and the node at
# what they write, until a dossier with its scans, its clock and its answer has gone there and back.
# LT_LONG=1: at every message of a pass, and over a hundred kills.

load helper
load provinces

setup() {
	cd "$BATS_TEST_TMPDIR"
	start_both
	scan made.pdf 150000
}

teardown() {
	local name
	for name in pass b gate; do # else they cannot end
		[ ! -f "$name.pid" ] || kill -CONT "$(pid_of "$name")" 2>/dev/null || true
	done
	tell_logs
	stop_all
}

as_xa() { # code, the act
	"$LT" -C b act "$@" --as xa --unit H14.2.2
}

# One pass that dies at its call $1, then whole ones, so that both sides have heard of all.
pass_with_death() {
	local status=0
	dying "$deed" "$1" relay "$LT" "${relay_words[@]}" >>relay.log 2>&1 3>&- || status=$?
	if [ "$status" -eq 137 ]; then
		deaths=$((deaths + 1))
	elif [ "$status" -ne 0 ]; then
		return 1
	fi
	relay >>relay.log
}

# The clocks go on as ours does: a node notes the hour itself between two greetings.
pass_time() { # minutes since eight, of a few more than before
	both_at "2025-07-01T$(printf '%02d:%02d' $((8 + $1 / 60)) $(($1 % 60)))"
}

# There and back with one death of the gate in each stage, at its call $1.
story() {
	local code
	pass_time "${#codes[@]}"
	scan "$1.pdf" 100000
	code=$(hand_over "$1.pdf")
	pass_with_death "$1"
	eventually relay_until scan_at b "$(hash_of "$1.pdf")"
	as_xa "$code" missing --note 'thiếu bản chính'
	pass_with_death "$1"
	ledgers_agree "$code"
	as_xa "$code" --signal applicant.supplement
	pass_with_death "$1"
	ledgers_agree "$code"
	as_xa "$code" found --paper phieu=made.pdf
	pass_with_death "$1"
	relay
	codes+=("$code")
}

both_say() { # code; it fails, as does what it explains
	"$LT" -C a show "$1"
	"$LT" -C b show "$1"
	"$LT" -C gate list
	"$LT" -C gate conflicts
	cat relay.log
	return 1
}

happened_once() { # kind of event
	local times
	times=$(times_at_a "$1" "$code")
	[ "$times" -eq 1 ] && return
	echo "$1: $times times at a"
	both_say "$code"
}

# Every dossier went over once, under its code, came back once with what was made, and both sides
# can prove it.
all_hold() {
	local code
	"$LT" -C a keys -o a.keys
	for code in "${codes[@]}"; do
		"$LT" -C a receipt "$code" --step verify -o r.txt
		run "$LT" verify --receipt r.txt --keys a.keys
		[ "$status" -eq 0 ]
		has '1 lượt chuyển'
		has 'Trả lời'
		# What b was given with the dossier proves the same to b.
		"$LT" -C gate receipt "$code" --step verify -o r.txt
		"$LT" verify --receipt r.txt --keys a.keys
		run "$LT" -C b show "$code"
		has 'đã trả'
		happened_once claimed
		happened_once clock_held
		happened_once clock_released
		"$LT" -C a paper "$code" --doc confirmation --out got.pdf
		cmp made.pdf got.pdf
	done
	[ "$("$LT" -C b status --json | jq .counters.dossiers)" -eq "${#codes[@]}" ]
	eventually "$LT" reconcile a b
	"$LT" reconcile a
	"$LT" -C a verify --papers >/dev/null
	"$LT" -C b verify --papers >/dev/null
}

@test "the gate dies at each of its messages: each dossier is there and back once" {
	local codes=() deaths=0 deed n
	for n in $([ -n "${LT_LONG:-}" ] && seq 1 60 || echo 12 25); do
		deed=$([ $((n % 2)) -eq 0 ] && echo kill || echo after)
		story "$n"
	done
	all_hold
	echo "# ${#codes[@]} dossiers there and back, $deaths deaths of the gate" >&3
	[ "$deaths" -ge "${#codes[@]}" ]
}

# -- what chance alone found --

@test "a line that is down is waited for: nothing is said to be told that is not recorded" {
	local code
	code=$(hand_over)
	relay
	pass_time 30
	as_xa "$code" missing --note 'thiếu bản chính'
	relay
	pass_time 90 # nothing is recorded at a since: it will start again at half past eight
	stop a KILL
	eventually line_is_down gate
	as_xa "$code" --signal applicant.supplement
	as_xa "$code" found --paper phieu=made.pdf
	run relay
	[ "$status" -ne 0 ]
	restart_province a
	eventually line_is_up gate
	relay
	[ "$(times_at_a 'completed.step == "verify"' "$code")" -eq 0 ]
	pass_time 90
	codes=("$code")
	relay
	relay
	all_hold
}

@test "a node here that is alone takes nothing over" {
	local code words=(-C home "${relay_words[@]:2}")
	enrol b binh-an home
	"$LT" -C home list >/dev/null
	code=$(hand_over)
	stop b KILL
	eventually line_is_down home
	run "$LT" "${words[@]}"
	[ "$status" -ne 0 ]
	has 'mất đường truyền'
	[ "$(times_at_a claimed "$code")" -eq 0 ]
	restart_province b
	eventually line_is_up home
	"$LT" "${words[@]}"
	[ "$(times_at_a claimed "$code")" -eq 1 ]
	"$LT" -C b show "$code" >/dev/null
	run "$LT" -C home conflicts
	has_not "$code"
}

is_gone() { # name
	! kill -0 "$(pid_of "$1")" 2>/dev/null
}

@test "the receiver dies on a dossier handed in, and others are served first: it is not returned" {
	local codes=()
	codes+=("$(hand_over)")
	relay
	codes+=("$(hand_over)")
	stop b
	truncate -s 24 b.count
	background b env LT_DISK_COUNT="$PWD/b.count" LT_DISK_ORDER="journal 4" \
		LD_PRELOAD="$LT_DISK_SHIM" "$COORDINATOR" --dir b
	eventually "$LT" -C b status
	background pass "$LT" "${relay_words[@]}"
	eventually is_gone b # what was handed in is in its journal; it has not said so
	kill -STOP "$(pid_of pass)"
	restart_province b
	eventually "$LT" -C b status
	"$LT" -C b show "${codes[1]}" >/dev/null
	as_xa "${codes[0]}" missing --note 'thiếu bản chính' # a later number of the same operator
	kill -CONT "$(pid_of pass)"
	wait "$(pid_of pass)" || true
	# What is there already is taken over whatever would be begun now.
	"$LT" "${relay_words[@]/9.000200/khac=9.000200}"
	relay
	[ "$(times_at_a claimed "${codes[1]}")" -eq 1 ]
	[ "$(times_at_a 'completed.step == "verify"' "${codes[1]}")" -eq 0 ]
	[ "$("$LT" -C b status --json | jq .counters.dossiers)" -eq 2 ]
}

# The desk over there has another port each time it starts.
@test "a desk starts again elsewhere while the other end is silent: the scan goes on in seconds" {
	local hash
	codes=("$(hand_over)")
	relay
	scan big.pdf 40000000
	hash=$(hash_of big.pdf)
	as_xa "${codes[0]}" found --paper phieu=big.pdf
	background pass "$LT" "${relay_words[@]}" --every 1
	until [ -s "gate/papers/arriving/$hash" ]; do
		sleep 0.01
	done
	kill -STOP "$(pid_of b)"
	eventually grep -qF "chờ máy chủ điều phối tại" pass.log
	grep -qF "trả lời về hồ sơ ${codes[0]}" pass.log
	no_scan_at gate "$hash"
	stop gate KILL
	rm gate/desk.port
	start_one gate
	eventually test -s gate/desk.port
	kill -CONT "$(pid_of b)"
	eventually scan_at gate "$hash"
	stop pass
}

# The pass that told so much of clocks that stand or run asked about so many dossiers.
pass_says() { # what it told, of how many
	grep -q "báo dừng và chạy $1, .*, đang giải quyết $2, hỏi lại $3\$" pass.log
}

@test "a pass asks only about dossiers that have moved here since the last, and about those" {
	local n
	codes=()
	for n in $(seq 6); do
		codes+=("$(hand_over)")
	done
	eventually "$LT" -C gate show "${codes[5]}"
	start_one pass
	eventually grep -qF "${codes[5]}: đã tiếp nhận" pass.log
	as_xa "${codes[0]}" missing --note 'thiếu bản chính'
	eventually grep -qF 'báo dừng và chạy 1,' pass.log # and all were looked at by then
	: >pass.log
	as_xa "${codes[0]}" --signal applicant.supplement
	eventually pass_says 1 6 1
	# After a start of the coordinator here what it told is no longer known.
	stop b KILL
	restart_province b
	eventually "$LT" -C b status
	as_xa "${codes[3]}" missing --note 'thiếu bản chính'
	eventually grep -qF "${codes[3]}: đã báo về nơi chuyển: đồng hồ ở đây dừng" pass.log
	as_xa "${codes[4]}" found --paper phieu=made.pdf
	eventually grep -qF "${codes[4]}: đã báo về nơi chuyển: answered" pass.log
	stop pass
}

has_conflict() { # code
	"$LT" -C gate conflicts | grep -qF "$1"
}

dropped_once() { # code
	[ "$(times_at_a act_dropped "$1")" -eq 1 ]
}

@test "an act that the node of a gate kept and its province refused: the next pass settles it" {
	local code
	code=$(hand_over)
	eventually "$LT" -C gate show "$code"
	stop a KILL
	eventually line_is_down gate
	# what becomes of an act of a pass in which the line drops
	"$LT" -C gate act "$code" --claim --as xa --unit H14.2.2 >/dev/null
	stop gate KILL
	restart_province a
	eventually "$LT" -C a status
	"$LT" -C a act "$code" --stop --as hoa --unit H14.1.1 --note 'người dân xin thôi' >/dev/null
	rm gate/desk.port
	start_one gate
	eventually has_conflict "$code"
	relay
	run has_conflict "$code"
	[ "$status" -ne 0 ]
	eventually dropped_once "$code"
	run relay
	has_not 'xem lại'
}

# -- the others --

start_one() { # name; further words stand before the program
	case $1 in
	relay | pass) background "$1" "${@:2}" "$LT" "${relay_words[@]}" --every 1 ;;
	gate) background gate "${@:2}" "$WORKER" --dir gate ;;
	*) background "$1" "${@:2}" "$COORDINATOR" --dir "$1" ;;
	esac
}

is_alive() { # name
	kill -0 "$(pid_of "$1")" 2>/dev/null
}

# It is killed, lives on to its call $2 and dies there, and lives again. As many calls may never
# come: then it is killed after a while.
kill_at() { # name, number
	local until=$((SECONDS + 8))
	stop "$1" KILL
	truncate -s 24 "$1.count"
	start_one "$1" env LT_DISK_COUNT="$PWD/$1.count" LT_DISK_ORDER="after $2" \
		LD_PRELOAD="$LT_DISK_SHIM"
	while is_alive "$1" && [ "$SECONDS" -lt "$until" ]; do
		work "$1" # what the people do is in between
		sleep 0.1
	done
	if ! is_alive "$1"; then
		deaths=$((deaths + 1))
	fi
	stop "$1" KILL
	start_one "$1"
}

# People of b do what is next, if somebody answers: ask for more papers once, get them, find.
work_on() { # code; adds what is done to finished
	local step pauses
	"$LT" -C b explain "$1" --json >b.json || return 0
	step=$(jq -r '.explanations[0].item.step // ""' b.json)
	pauses=$(jq '.dossier.pauses | length' b.json)
	case $step$pauses in
	check0) as_xa "$1" missing --note 'thiếu bản chính' ;;
	supplement*) as_xa "$1" --signal applicant.supplement ;;
	check*) as_xa "$1" found --paper phieu=made.pdf ;;
	*) # b may have died between the act and its scan; xa was told so
		if scan_at b "$(hash_of made.pdf)"; then
			finished+=" $1 "
		else
			"$LT" -C b attach "$1" made.pdf --doc phieu --as xa --unit H14.2.2
		fi
		;;
	esac
}

# On all that is not finished, as long as $1 lives: who asks the dead waits for seconds.
work() { # name
	local code
	for code in "${codes[@]}"; do
		case $finished in *" $code "*) continue ;; esac
		is_alive "$1" || return 0
		work_on "$code" >/dev/null 2>&1 || true
	done
}

is_closed() { # code
	work_on "$1"
	"$LT" -C b show "$1" | grep -qF 'đã trả'
}

@test "coordinators, node and gate die at what they write: nothing is lost, nothing is doubled" {
	local codes=() finished='' deaths=0 n name rounds=${LT_ROUNDS:-120} seed=${LT_SEED:-$RANDOM}
	[ -n "${LT_LONG:-}" ] || skip "some minutes of deaths at random: LT_LONG=1"
	echo "# LT_SEED=$seed" >&3
	RANDOM=$seed
	start_one relay
	for n in $(seq "$rounds"); do
		pass_time "$n"
		if [ $((n % 3)) -eq 1 ]; then
			scan "in$n.pdf" 400000
			codes+=("$(hand_over "in$n.pdf")")
		fi
		name=$(printf '%s\n' a b gate relay | sed -n "$((RANDOM % 4 + 1))p")
		kill_at "$name" "$((RANDOM % 60 + 1))"
		eventually "$LT" -C a status
		eventually "$LT" -C b status
		eventually "$LT" -C gate list
		pass_time "$n" || true # who died with nothing recorded since has the old hour
	done
	for name in "${codes[@]}"; do
		eventually is_closed "$name" || both_say "$name"
		eventually scan_at a "$(hash_of made.pdf)" || both_say "$name"
	done
	stop relay
	relay
	all_hold
	echo "# ${#codes[@]} dossiers there and back, $((rounds + deaths)) kills" >&3
}
