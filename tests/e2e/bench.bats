#!/usr/bin/env bats
# The bench as a person runs it: it measures something, says it in one line, and leaves nothing.
# What it measures is nobody's pass or fail.

load helper

left_behind() {
	find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'lienthong-??????' -user "$(id -un)" | sort
}

measures() { # measures OPTION...: one JSON line with figures above nought
	local before after line
	before=$(left_behind)
	line=$("$LT_TOOL" bench --json --seconds "${SECONDS_EACH:-1}" "$@")
	after=$(left_behind)
	[ "$(printf '%s\n' "$line" | wc -l)" = 1 ]
	printf '%s\n' "$line" | grep -q '"peer":"lienthong"'
	[ "$before" = "$after" ]
	printf '%s\n' "$line"
}

@test "bench counts steps over tcp, with waiting dossiers in the store" {
	measures --in-flight 8 --open 200 | grep -Eq '"steps_per_s":[1-9][0-9.]*,.*"open":200'
}

@test "bench runs over TLS" {
	measures --in-flight 8 --tls | grep -Eq '"steps_per_s":[1-9][0-9.]*,.*"line":"tls"'
}

@test "bench says what nodes that only wait take" {
	measures --in-flight 8 --tls --idle 10 |
		grep -Eq '"idle_nodes":10,"idle_kb_each":[0-9]*\.?[0-9]*[1-9]'
}

@test "bench measures one dossier alone" {
	measures --light | grep -Eq '"light_p50_ms":[0-9]*\.?[0-9]*[1-9]'
}

@test "nodes that are connected and wait: little memory and time each, and nobody notices them" {
	cd "$BATS_TEST_TMPDIR"
	count=${LT_LONG:+1000}
	count=${count:-50}
	each=${LT_LONG:+30}
	each=${each:-1}
	SECONDS_EACH=$each measures --tls --idle "$count" --pace 20 >line
	jq -r '"# figure: \(.idle_nodes) nodes wait: \(.idle_kb_each) kB each," +
		" connected in \(.idle_connect_s) s; the coordinator takes" +
		" \(.idle_cpu_percent) % of a core beside them, \(.alone_cpu_percent) % without;" +
		" they asked \(.idle_polls) times",
		"# figure: p99 of a dossier of 4 steps, alone and beside them in turn:" +
		" \(.alone_p99_ms[0]), \(.beside_p99_ms[0]), \(.alone_p99_ms[1])," +
		" \(.beside_p99_ms[1]) ms; ratio \(.p99_ratio), of two alone \(.alone_apart)," +
		" of two beside \(.beside_apart)"' line >&3
	jq -e --argjson count "$count" '.idle_connected == $count' line
	jq -e --argjson each "$each" '.paced_dossiers == 4 * 20 * $each' line
	# what a node may take: twice what it is seen to take; sanitizers put room around each block
	[ "$LT_SANITIZE" != none ] || jq -e '.idle_kb_each < 64' line
	[ -z "${LT_LONG:-}" ] || jq -e '.idle_polls >= .idle_nodes and .idle_cpu_percent < 5' line
}
