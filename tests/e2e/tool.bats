#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# The tool by itself: help, folders, checking. Nothing runs.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
}

@test "help of the tool and of every subcommand fits a screen of 24 lines and 90 columns" {
	run "$LT" --help
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -gt 10 ]
	names=$("$LT" help | awk '{print $1}')
	for name in $names; do
		grep -qw -- "$name" <<<"$output"
	done
	for name in "" $names; do
		run bash -c "'$LT' $name --help"
		[ "$status" -eq 0 ]
		[ "$(wc -l <<<"$output")" -le 24 ]
		[ "$(LC_ALL=C.UTF-8 wc -L <<<"$output")" -le 90 ]
	done
	for name in init check publish submit list act show explain search incidents status \
		procedures source backup; do
		grep -qx "$name" <<<"$names"
	done
}

@test "misspelt commands and options are refused with what was meant" {
	run "$LT" sbmit
	[ "$status" -eq 64 ]
	has '"submit"'
	run "$LT" list --unitt H14
	[ "$status" -eq 64 ]
	has '"--unit"'
	run "$LT" list --unit
	[ "$status" -eq 64 ]
	has '--unit cần một giá trị'
	run "$LT" show
	[ "$status" -eq 64 ]
	run "$LT" show A B
	[ "$status" -eq 64 ]
	run "$LT"
	[ "$status" -eq 64 ]
}

@test "init makes a coordinator's folder that only its owner enters, once" {
	run "$LT" init co --listen 127.0.0.1:0
	[ "$status" -eq 0 ]
	has 'lienthong-coordinator --dir co'
	[ "$(stat -c %a co)" = 700 ]
	[ "$(stat -c %a co/operator.token)" = 600 ]
	[ "$(wc -c <co/operator.token)" -eq 65 ]
	grep -q '^listen = 127.0.0.1:0$' co/coordinator.conf
	cp -r co before
	run "$LT" init co
	[ "$status" -eq 73 ]
	has 'đã có'
	diff -r co before
	run "$LT" init co --node a --coordinator 127.0.0.1:1
	[ "$status" -eq 73 ]
	run "$LT" init
	[ "$status" -eq 64 ]
}

@test "init makes a node's folder with its adapters" {
	run "$LT" init n --node my-tra --coordinator 10.0.0.1:7400 \
		--adapter population.lookup=builtin:pass --adapter tax.notice=exec:/usr/bin/true
	[ "$status" -eq 0 ]
	has 'lienthong-worker --dir n'
	grep -q '^node = my-tra$' n/node.conf
	grep -q '^coordinator = 10.0.0.1:7400$' n/node.conf
	grep -q '^adapter.population.lookup = builtin:pass$' n/node.conf
	grep -q '^adapter.tax.notice = exec:/usr/bin/true$' n/node.conf
	run "$LT" init m --node my-tra
	[ "$status" -eq 64 ]
	has '--coordinator'
	run "$LT" init m --node 'Mỹ Trà' --coordinator 10.0.0.1:7400
	[ "$status" -eq 64 ]
	run "$LT" init m --coordinator 10.0.0.1:7400
	[ "$status" -eq 64 ]
	run "$LT" init m --node a --coordinator 10.0.0.1:7400 --adapter nothing
	[ "$status" -eq 64 ]
	[ ! -e m ]
}

@test "without a folder, or with nothing running, it says what to do" {
	run "$LT" status
	[ "$status" -eq 66 ]
	has 'coordinator.conf'
	has '-C'
	"$LT" init co --listen 127.0.0.1:0
	run "$LT" -C co status
	[ "$status" -eq 69 ]
	has 'lienthong-coordinator --dir co'
	"$LT" init n --node a --coordinator 127.0.0.1:1
	run "$LT" -C n list
	[ "$status" -eq 69 ]
	has 'lienthong-worker --dir n'
	"$LT" init dead --listen 127.0.0.1:1
	run "$LT" -C dead status
	[ "$status" -eq 69 ]
	has '127.0.0.1:1'
}

@test "check passes good files and needs nothing that runs" {
	run "$LT" check "$DATA"/{marital,land,grant,directory,calendar}.lua \
		--directory "$DATA/directory.lua"
	[ "$status" -eq 0 ]
	has 'marital.lua: thủ tục đạt'
	has 'directory.lua: danh bạ đạt'
	has 'calendar.lua: lịch làm việc đạt'
}

@test "check names file, line, rule, what is wrong and what to do" {
	sed 's/pass = "sign"/pass = "sgin"/' "$DATA/marital.lua" >bad.lua
	run "$LT" check bad.lua
	[ "$status" -eq 1 ]
	line=$(grep -n sgin bad.lua | cut -d: -f1)
	grep -Eq "^bad.lua:[0-9]+:[0-9]+: E[0-9]+: .*sgin.*; .*" <<<"$output"
	run "$LT" check bad.lua --json
	[ "$status" -eq 1 ]
	"$LT" check bad.lua --json 2>/dev/null >json || true
	[ "$(jq -r '.files[0].ok' json)" = false ]
	[ "$(jq -r '.files[0].kind' json)" = procedure ]
	[ "$(jq -r '.errors' json)" -ge 1 ]
	jq -e '.files[0].findings[0] | .rule and .file and .line and .message and .remedy' json
	[ "$line" -gt 0 ]
}

@test "check tells wrong units against a directory, syntax errors, and files that are neither" {
	sed 's/unit = "committee"/unit = "comittee"/' "$DATA/marital.lua" >bad.lua
	run "$LT" check bad.lua
	[ "$status" -eq 0 ]
	run "$LT" check bad.lua --directory "$DATA/directory.lua"
	[ "$status" -eq 1 ]
	has comittee
	echo 'return procedure {' >syntax.lua
	run "$LT" check syntax.lua
	[ "$status" -eq 1 ]
	has syntax.lua:
	echo 'x = 1' >other.lua
	run "$LT" check other.lua
	[ "$status" -eq 1 ]
	has 'return procedure'
	run "$LT" check gone.lua
	[ "$status" -eq 66 ]
	has gone.lua
	printf 'return procedure {\xff}' >latin.lua
	run "$LT" check latin.lua
	[ "$status" -eq 1 ]
	run "$LT" check "$DATA/marital.lua" --directory "$DATA/calendar.lua"
	[ "$status" -eq 64 ]
}

@test "check merges a province's override onto its base, given or among the files" {
	run "$LT" check "$DATA"/{marital_province,marital}.lua
	[ "$status" -eq 0 ]
	has 'cảnh báo'
	run "$LT" check "$DATA/marital_province.lua" --base "$DATA/marital.lua"
	[ "$status" -eq 0 ]
	run "$LT" check "$DATA/marital_province.lua"
	[ "$status" -eq 1 ]
	has 9.000001
	has --base
}
