#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Officers at their own nodes: the desk, automatic steps, hand-offs between agencies.

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

# A node's lists are the coordinator's, byte for byte. $1: node; further: its units
same_lists() {
	local node=$1 unit kind
	# the practice clock of the coordinator stands still, the node's own goes on
	local still='del(.as_of) | del(.items[]?.left_work_minutes)'
	shift
	for unit in "$@"; do
		for kind in list "list --late" "list --duties"; do
			# shellcheck disable=SC2086 # words
			"$LT" -C "$BATS_TEST_TMPDIR/$node" $kind --unit "$unit" --json |
				jq "$still" >ours
			# shellcheck disable=SC2086 # words
			"$LT" -C "$CO" $kind --unit "$unit" --json | jq "$still" >theirs
			diff ours theirs
		done
	done
}

@test "an officer works at the desk of the unit's node as at the coordinator" {
	start_node my-tra
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	eventually "$LT" list --unit H14.1.1
	code=$(hand_in)
	[[ "$code" == H14.1.1-250701-* ]]
	run "$LT" list --unit H14.1.1
	[ "$status" -eq 0 ]
	has "$code"
	run "$LT" act "$code" complete --as hoa --unit H14.1.1
	[ "$status" -eq 0 ]
	"$LT" act "$code" --claim --as an --unit H14.1.2
	"$LT" act "$code" pass --as an --unit H14.1.2
	"$LT" act "$code" signed --as chinh --unit H14.1 --paper gxn
	"$LT" act "$code" --return counter --as hoa --unit H14.1.1
	run "$LT" show "$code"
	[ "$status" -eq 0 ]
	has 'đã trả kết quả'
	run "$LT" explain "$code"
	[ "$status" -eq 0 ]
	run "$LT" search nguyen
	has "$code"
	run "$LT" list
	[ "$status" -eq 64 ]
	has H14.1.1
}

@test "a desk does not speak for other units, nor publish" {
	start_node binh-an
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/binh-an"
	eventually "$LT" list
	run "$LT" list --unit H14.1.1
	[ "$status" -eq 77 ]
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --as hoa \
		--field purpose=x --paper to_khai
	[ "$status" -eq 1 ]
	has 'máy trạm'
	run "$LT" publish "$DATA/grant_repaired.lua"
	[ "$status" -eq 64 ]
	has '--as'
	run "$LT" publish "$DATA/grant_repaired.lua" --as hoa --unit H14.1.1
	[ "$status" -ne 0 ]
	run "$LT" -C "$CO" procedures --proposed
	[[ "$output" != *9.000003* ]]
	code=$(LIENTHONG_DIR="$CO" hand_in)
	run "$LT" show "$code"
	[ "$status" -eq 77 ]
}

@test "a node without --unit is asked about its one unit" {
	start_node binh-an
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/binh-an"
	eventually "$LT" list
	run "$LT" list
	[ "$status" -eq 0 ]
	has H14.2.2
	run "$LT" status
	[ "$status" -eq 0 ]
	has 'Máy trạm'
}

@test "automatic step, parallel branches at two agencies, opinions: the whole way" {
	start_node my-tra --adapter population.lookup=builtin:pass
	start_node thue
	A="$BATS_TEST_TMPDIR/my-tra" B="$BATS_TEST_TMPDIR/thue"
	eventually "$LT" -C "$A" list --unit H14.1.1
	eventually "$LT" -C "$B" list
	code=$("$LT" -C "$A" submit --procedure 9.000002 --unit H14.1.1 --applicant 'Lô Văn Đất' \
		--as hoa --field parcel='thửa 12, tờ 3' --paper don --json | jq -r .code)
	eventually bash -c "'$LT' list --unit G12.1 | grep -qF '$code'"
	run "$LT" -C "$B" list
	has "$code"
	has 'Thuế xác định'
	"$LT" -C "$B" act "$code" answered --as thue --paper thong_bao:electronic
	run "$LT" explain "$code"
	has survey
	"$LT" -C "$A" act "$code" pass --as an --unit H14.1.2 --paper van_ban
	run "$LT" explain "$code"
	has 'lấy ý kiến'
	"$LT" -C "$A" act "$code" agree --as an --unit H14.1.2
	run "$LT" -C "$A" act "$code" agree --as an --unit H14.1.2
	[ "$status" -eq 1 ]
	run "$LT" -C "$B" act "$code" oppose --as thue
	[ "$status" -eq 1 ]
	has --note
	"$LT" -C "$B" act "$code" agree --as thue
	run "$LT" show "$code"
	has 'giao việc tự động ở bước “Tra cứu dân cư” cho máy trạm my-tra'
	has 'máy trạm my-tra'
	has 'xong nhánh'
	has 'ý kiến của Thuế tỉnh Thử ở bước “Lấy ý kiến”: đồng ý (agree)'
	has 'chấp thuận (granted)'
}

@test "a step that no node does waits until one comes" {
	code=$("$LT" submit --procedure 9.000002 --unit H14.1.1 --applicant 'Lô Văn Đất' \
		--as hoa --field parcel=x --paper don --json | jq -r .code)
	run "$LT" explain "$code"
	has lookup
	[ "$("$LT" status --json | jq .counters.jobs_waiting)" -eq 1 ]
	start_node my-tra --adapter population.lookup=builtin:pass
	eventually bash -c "'$LT' list --unit G12.1 | grep -qF '$code'"
}

# Has the coordinator the one completed step of this dossier, once?
arrived() {
	[ "$("$LT" -C "$CO" show "$1" --json |
		jq '[.events[] | select(.completed)] | length')" -eq 1 ]
}

@test "an act made while the coordinator is away arrives once when it is back" {
	start_node my-tra
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	eventually "$LT" list --unit H14.1.1
	code=$(hand_in)
	stop coordinator KILL
	("$LT" act "$code" complete --as hoa --unit H14.1.1 --step receive >acted 2>&1
	echo $? >status) 3>&- &
	sleep 1
	start_coordinator
	eventually test -s status
	cat acted
	[ "$(cat status)" -eq 0 ]
	# decided at the node while the line is down, or answered by the coordinator once it is back
	eventually arrived "$code"
}

@test "a node killed with -9 comes back with its desk" {
	start_node my-tra
	export LIENTHONG_DIR="$BATS_TEST_TMPDIR/my-tra"
	eventually "$LT" list --unit H14.1.1
	code=$(hand_in)
	stop my-tra KILL
	run "$LT" act "$code" complete --as hoa --unit H14.1.1 --step receive
	[ "$status" -eq 69 ]
	start_node my-tra
	eventually "$LT" list --unit H14.1.1
	run "$LT" act "$code" complete --as hoa --unit H14.1.1
	[ "$status" -eq 0 ]
}

@test "with the coordinator away a node still reads, says how old that is, and catches up" {
	start_node my-tra
	start_node binh-an
	N="$BATS_TEST_TMPDIR/my-tra"
	eventually "$LT" -C "$N" list --unit H14.1.1
	code=$(LIENTHONG_DIR="$N" hand_in)
	run "$LT" -C "$N" list --unit H14.1.1 # what was just done is there at once
	has "$code"
	has_not 'mất đường truyền'
	stop coordinator KILL
	eventually grep -q line_down "$BATS_TEST_TMPDIR/my-tra.log"
	for word in "list --unit H14.1.1" "show $code" "explain $code" "search nguyen" \
		"list --late --unit H14.1.1"; do
		# shellcheck disable=SC2086 # words
		run "$LT" -C "$N" $word
		echo "$word: $output"
		[ "$status" -eq 0 ]
		has 'mất đường truyền tới máy chủ từ'
	done
	run "$LT" -C "$N" show "$code"
	has "$code"
	run "$LT" -C "$N" show H14.9.9-250701-000001
	[ "$status" -eq 69 ]
	stop my-tra KILL # and the node itself
	start_node my-tra
	run "$LT" -C "$N" list --unit H14.1.1
	[ "$status" -eq 0 ]
	has "$code"
	: >"$BATS_TEST_TMPDIR/my-tra.log"
	start_coordinator
	eventually grep -q replica_whole "$BATS_TEST_TMPDIR/my-tra.log" # the line is up again
	eventually "$LT" -C "$N" act "$code" complete --as hoa --unit H14.1.1
	run "$LT" -C "$N" list --unit H14.1.1
	has_not "$code"
	has_not 'mất đường truyền'
	run "$LT" -C "$N" list --unit H14.1.2
	has "$code"
	same_lists my-tra H14.1 H14.1.1 H14.1.2
	same_lists binh-an H14.2.2
	for node in my-tra binh-an; do
		stop "$node"
		run "$LT" -C "$BATS_TEST_TMPDIR/$node" verify
		[ "$status" -eq 0 ]
	done
}

@test "a node whose copy is gone or damaged fetches it again" {
	start_node my-tra
	N="$BATS_TEST_TMPDIR/my-tra"
	eventually "$LT" -C "$N" list --unit H14.1.1
	code=$(LIENTHONG_DIR="$N" hand_in)
	stop my-tra
	rm -r "$N/records"
	start_node my-tra
	eventually grep -q replica_whole "$BATS_TEST_TMPDIR/my-tra.log"
	same_lists my-tra H14.1.1 H14.1.2
	stop my-tra
	truncate -s 9000 "$N/records/state.mdb"
	start_node my-tra
	eventually grep -q replica_dropped "$BATS_TEST_TMPDIR/my-tra.log"
	eventually bash -c "'$LT' -C '$N' list --unit H14.1.1 | grep -qF '$code'"
	same_lists my-tra H14.1.1 H14.1.2
}
