#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Slow and hostile lines: a commune and a province in network namespaces, 256 kbit/s between them,
# TLS, cuts that nobody announces. LT_LONG=1: also what takes minutes.

load helper
load netns

setup() {
	cd "$BATS_TEST_TMPDIR"
	why=$(why_no_lines)
	[ -z "$why" ] || skip "$why"
	open_line
	start_province
	there "$LT" -C "$CO" publish --from 2025-01-01 \
		"$DATA"/{marital,land,grant,directory,calendar}.lua >/dev/null
	A="$BATS_TEST_TMPDIR/my-tra"
}

teardown() {
	tell_logs
	stop_all
	close_line
}

long_only() {
	[ -n "${LT_LONG:-}" ] || skip "takes minutes: LT_LONG=1, or tools/check --long"
}

# A program for automatic steps that notes when it was asked. $1: seconds that it takes
make_adapter() {
	cat >adapter <<-SH
		#!/bin/sh
		while IFS= read -r line; do
			date +%s%N >>"$BATS_TEST_TMPDIR/seen"
			sleep ${1:-0}
			code=\${line#*'"dossier":"'}
			printf '{"dossier":"%s","outcome":"ok"}\n' "\${code%%'"'*}"
		done
	SH
	chmod +x adapter
	: >seen
}

scan() {
	{
		printf '%%PDF-1.7\n'
		head -c "$(($2 - 9))" /dev/urandom
	} >"$1"
}

hash_of() {
	b2sum --length=256 "$1" | cut -d' ' -f1
}

hand_in_here() {
	LIENTHONG_DIR="$A" here "$LT" submit --procedure 9.000001 --unit H14.1.1 \
		--applicant "$1" --field purpose=x --paper to_khai --as hoa --json | jq -r .code
}

# A dossier whose first step is automatic, with 4 KiB for it; received at the province.
assign() {
	there "$LT" -C "$CO" submit --procedure 9.000002 --unit H14.1.1 --as hoa \
		--applicant 'Lô Văn Đất' --paper don \
		--field parcel="$(printf 'x%.0s' $(seq 4096))" --json | jq -r .code
}

seen() {
	[ "$(wc -l <seen)" -ge "$1" ]
}

arrived_bytes() {
	stat -c %s "$CO/papers/arriving/$1" 2>/dev/null || echo 0
}

more_than() { # hash, bytes
	[ "$(arrived_bytes "$1")" -gt "$2" ]
}

bound() {
	here "$LT" -C "$A" status >/dev/null
}

@test "256 kbit/s, scans under way both ways: an assignment of 4 KiB is there within 2 s" {
	make_adapter
	start_commune my-tra "adapter.population.lookup = exec:$BATS_TEST_TMPDIR/adapter"
	eventually bound
	code=$(hand_in_here 'Nguyễn Thị Bình')
	bytes=${LT_LONG:+8000000}
	scan up.pdf "${bytes:-3000000}"
	scan down.pdf "${bytes:-3000000}"
	there "$LT" -C "$CO" attach "$code" down.pdf --doc to_khai --as hoa \
		--unit H14.1.1 >/dev/null
	shape 256kbit
	here "$LT" -C "$A" attach "$code" up.pdf --doc gxn --as hoa --unit H14.1.1 >/dev/null
	here "$LT" -C "$A" paper "$(hash_of down.pdf)" --out back.pdf --wait 1 || true
	up=$(hash_of up.pdf)
	eventually more_than "$up" 20000
	count=${LT_LONG:+100}
	for i in $(seq "${count:-12}"); do
		before=$(now_ms)
		assign >/dev/null
		eventually seen "$i"
		echo $(($(tail -n1 seen) / 1000000 - before)) >>took
	done
	run here "$LT" -C "$A" paper --waiting
	has 'đang gửi'
	has 'đang tải về'
	figure "assignment of 4 KiB at 256 kbit/s beside scans both ways: $(wc -l <took) times," \
		"p50 $(percentile 50 <took) ms, p99 $(percentile 99 <took) ms," \
		"longest $(percentile 100 <took) ms"
	[ "$(percentile 100 <took)" -le 2000 ]
}

@test "a cut in the middle of a scan: it goes on from where it was, and arrives byte for byte" {
	start_commune my-tra
	eventually bound
	code=$(hand_in_here 'Nguyễn Thị Bình')
	shape 1mbit
	scan up.pdf 400000
	here "$LT" -C "$A" attach "$code" up.pdf --doc to_khai --as hoa --unit H14.1.1 >/dev/null
	hash=$(hash_of up.pdf)
	eventually more_than "$hash" 100000
	sever both
	had=$(arrived_bytes "$hash")
	inode=$(stat -c %i "$CO/papers/arriving/$hash")
	stop my-tra KILL
	stop coordinator KILL
	start_province
	[ "$(arrived_bytes "$hash")" -ge "$had" ]
	mend
	start_commune my-tra
	eventually more_than "$hash" "$had"
	[ "$(stat -c %i "$CO/papers/arriving/$hash")" = "$inode" ]
	eventually test -f "$CO/papers/${hash:0:2}/${hash:2:2}/$hash"
	cmp up.pdf "$CO/papers/${hash:0:2}/${hash:2:2}/$hash"
}

@test "a line that flaps: each dossier handed in meanwhile is there once" {
	start_commune my-tra
	eventually bound
	shape 256kbit
	(for _ in 1 2 3; do
		sever both
		sleep 0.7
		mend
		sleep 0.7
	done) 3>&- &
	flapping=$!
	for i in 1 2 3 4 5; do
		hand_in_here "Người $i" >>codes
	done
	wait "$flapping"
	[ "$(sort -u codes | wc -l)" -eq 5 ]
	all_there() {
		[ "$(there "$LT" -C "$CO" status --json | jq .counters.dossiers)" -eq 5 ]
	}
	eventually all_there
	there "$LT" -C "$CO" verify
}

@test "a line that falls silent is noticed; what was on its way counts once, what follows too" {
	start_commune my-tra
	eventually bound
	code=$(hand_in_here 'Nguyễn Thị Bình')
	sever both
	before=$(now_ms)
	here "$LT" -C "$A" act "$code" complete --as hoa --unit H14.1.1 >/dev/null 2>&1 3>&- &
	acting=$!
	eventually grep -q line_down my-tra.log || eventually grep -q line_down my-tra.log
	figure "a line that fell silent: noticed after $(($(now_ms) - before)) ms"
	kill -KILL "$acting"
	alone=$(hand_in_here 'Lô Văn Đất')
	mend
	all_there() {
		there "$LT" -C "$CO" show "$alone" >/dev/null &&
			there "$LT" -C "$CO" show "$code" --json |
			jq -e '[.events[] | select(.completed)] | length == 1'
	}
	eventually all_there
	[ "$(there "$LT" -C "$CO" status --json | jq .counters.dossiers)" -eq 2 ]
	there "$LT" -C "$CO" verify
}

# Dossiers whose applicant lived at Bình An before: taken in and handed over to there.
# $1: how many; $2: a file for their codes
queue_handoffs() {
	local code
	for _ in $(seq "$1"); do
		code=$("$LT" -C "$A" submit --procedure 9.000001 --unit H14.1.1 --as hoa \
			--applicant 'Nguyễn Thị Bình' --field purpose=x --paper to_khai \
			--field lived_elsewhere=true \
			--field previous_residence:text=04002 --json 2>/dev/null |
			jq -r .code)
		"$LT" -C "$A" act "$code" complete --as hoa --unit H14.1.1 >/dev/null 2>&1
		echo "$code" >>"$2"
	done
}

# At four desks at once. Codes are given in the order in which dossiers are taken in.
queue_at_desks() { # how many in all
	for desk in 1 2 3 4; do
		queue_handoffs $(($1 / 4)) "codes.$desk" &
	done
	wait
	sort codes.? >codes
}

# How many commands the node has not had answered.
unanswered() {
	here "$LT" -C "$A" status --json 2>/dev/null | jq '.waiting.commands // 0'
}

# The other node's copy has them all, event for event as the province has them.
all_arrived() {
	[ "$(unanswered)" -eq 0 ] &&
		"$LT" reconcile "$CO" binh-an | grep -q "^Giống nhau  *$(wc -l <codes) hồ sơ"
}

# What the province recorded of every dossier in codes, out of its journal: received once, taken
# over from the desk once, then handed over once, all recorded seven hours and more after it was
# done, numbered in the order in which they were taken in. Prints how many are so, and each that
# is not. The province is stopped.
count_arrived() {
	"$LT_HISTORY" "$CO" --events | awk -F '\t' '
		NR == FNR { wanted[$1] = ++count; next }
		$3 == "received" && $5 in wanted { id[$5] = $1; code[$1] = $5; received[$1]++ }
		$3 == "completed" { completed[$1]++; at[$1] = $2
			if (($6 - $7) / 3600000000 <= 7 || $7 == 0) prompt[$1] = 1 }
		$3 == "started" && $4 == "verify" { started[$1]++; after[$1] = $2 }
		END {
			for (c in wanted) by[wanted[c]] = c
			for (n = 1; n <= count; n++) {
				i = id[by[n]]
				ok = i > last && received[i] == 1 && completed[i] == 1 &&
					started[i] == 1 && at[i] < after[i] && !prompt[i]
				last = i
				good += ok
				if (!ok) print by[n], i, received[i], completed[i], started[i],
					prompt[i] >"/dev/stderr"
			}
			print good + 0
		}' codes -
}

@test "hand-offs queued in a cut of eight hours: there once, in order, within five minutes" {
	count=${LT_LONG:+2000}
	count=${count:-48}
	start_commune my-tra
	PLACE=$THERE start_commune binh-an # at the province: not behind the line
	eventually grep -q 'series codes of its own' my-tra.log
	shape 256kbit
	stop coordinator KILL
	sever both
	eventually grep -q line_down my-tra.log
	export -f queue_handoffs queue_at_desks
	export A LT
	here bash -c "queue_at_desks $count"
	sed -i 's/^practice = .*/practice = 2025-07-01T16:00+07:00/' "$CO/coordinator.conf"
	start_province
	[ "$(unanswered)" -eq $((2 * count)) ]
	bytes=$(wire_bytes)
	before=$(now_ms)
	mend
	for _ in $(seq 60); do eventually all_arrived && break; done
	took=$(($(now_ms) - before))
	figure "$count hand-offs of a cut of 8 hours at 256 kbit/s: $took ms," \
		"$((($(wire_bytes) - bytes) / count)) bytes each over the line"
	all_arrived
	[ "$took" -le 300000 ]
	[ "$(sort -u codes | wc -l)" -eq "$count" ]
	stop coordinator
	[ "$(count_arrived)" -eq "$count" ]
	run here "$LT" -C "$A" conflicts
	has 'Không có việc nào'
}

@test "packets vanish without a word, both ways or one: both ends notice, and come back" {
	long_only
	start_commune my-tra
	eventually bound
	for way in both in out; do
		: >my-tra.log
		sever "$way"
		before=$(now_ms)
		for _ in $(seq 1200); do
			grep -q line_down my-tra.log && break
			sleep 0.1
		done
		grep -q line_down my-tra.log
		figure "black hole ($way): the node noticed after $(($(now_ms) - before)) ms"
		[ $(($(now_ms) - before)) -le 20000 ]
		mend
		before=$(now_ms)
		for _ in $(seq 600); do
			grep -q line_up my-tra.log && break
			sleep 0.1
		done
		grep -q line_up my-tra.log
		figure "mended ($way): the line was up after $(($(now_ms) - before)) ms"
	done
	there ss -Hnt state established '( sport = :7443 )' | wc -l >connections
	figure "connections at the province afterwards: $(cat connections)"
	[ "$(cat connections)" -le 2 ]
}

@test "a node stopped for one to three leases does no harm: its late answer counts for nothing" {
	long_only
	make_adapter 3
	start_commune my-tra "adapter.population.lookup = exec:$BATS_TEST_TMPDIR/adapter"
	eventually bound
	n=0
	minutes=0
	for leases in 1 2 3; do
		code=$(assign)
		n=$((n + 1))
		eventually seen "$n"
		kill -STOP "$(pid_of my-tra)"
		sleep $((leases * 30 + 6))
		kill -CONT "$(pid_of my-tra)"
		done_once() {
			[ "$(there "$LT" -C "$CO" show "$code" --json |
				jq '[.events[].completed | select(.step == "lookup")] |
					length')" -eq 1 ]
		}
		for _ in $(seq 6); do
			eventually done_once && break
			minutes=$((minutes + 3)) # the next try waits by the practice clock
			there "$LT" -C "$CO" practice "2025-07-01T09:$(printf %02d "$minutes")" \
				>/dev/null
		done
		n=$(wc -l <seen)
		done_once
		figure "stopped for $leases leases: lookup completed once, asked $n times so far"
	done
	there "$LT" -C "$CO" verify
}

@test "the power comes back: all nodes are connected and steady again" {
	count=${LT_LONG:+200}
	count=${count:-8}
	names=$(seq -f 'n%03g' "$count")
	awk -v names="$names" '{ print } /^  nodes = {/ {
			for (i = split(names, n); i > 0; i--)
				printf "    node \"%s\" { units = { \"H14.2.2\" } },\n", n[i]
		}' "$DATA/directory.lua" | sed 's/e2e\.1/e2e.2/' >directory.lua
	there "$LT" -C "$CO" publish --from 2025-01-02 directory.lua >/dev/null
	for n in $names; do start_commune "$n"; done
	steady() {
		local n
		for n in $names; do
			grep -q "$1" "$n.log" || return 1
		done
	}
	for _ in $(seq 60); do eventually steady 'ready node=' && break; done
	stop coordinator KILL
	for _ in $(seq 6); do eventually steady line_down && break; done
	for n in $names; do : >"$n.log"; done
	before=$(now_ms)
	start_province
	for _ in $(seq 12); do eventually steady line_up && break; done
	steady line_up
	took=$(($(now_ms) - before))
	figure "$count nodes steady again $took ms after the coordinator's power came back"
	[ "$took" -le 60000 ]
}
