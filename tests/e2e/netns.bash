# SPDX-License-Identifier: EUPL-1.2
# Two places and a line between them: network namespaces, a veth pair, a token bucket at both ends
# for its rate, a packet filter to cut it. Real processes, real TLS.
#
#   $HERE: the commune (10.93.7.2, node)  == line ==  $THERE: the province (10.93.7.1, coordinator)

HERE="lt-$$-here" THERE="lt-$$-there"
WIRE=lt0

# Says why lines cannot be made on this machine; nothing: they can.
why_no_lines() {
	[ "$(id -u)" = 0 ] || { echo 'network namespaces need root here'; return; }
	command -v ip >/dev/null || { echo 'no ip (package iproute2)'; return; }
	command -v nft >/dev/null || { echo 'no nft (package nftables)'; return; }
	if ! ip netns add "$HERE-try" 2>/dev/null; then
		echo 'the kernel grants no network namespace'
		return
	fi

	if ! ip -n "$HERE-try" link add "$WIRE" type veth peer name lt1 2>/dev/null; then
		echo 'the kernel has no veth'
	elif ! tc -n "$HERE-try" qdisc add dev "$WIRE" root tbf rate 256kbit burst 4kb \
		latency 400ms 2>/dev/null; then
		echo 'the kernel has no token bucket (tbf)'
	elif ! ip netns exec "$HERE-try" nft add table inet lienthong 2>/dev/null; then
		echo 'the kernel has no packet filter (nft)'
	fi
	ip netns del "$HERE-try"
}

there() { ip netns exec "$THERE" "$@"; }
here() { ip netns exec "$HERE" "$@"; }

open_line() {
	ip netns add "$HERE" && ip netns add "$THERE"
	ip -n "$THERE" link add "$WIRE" type veth peer name "$WIRE" netns "$HERE"
	ip -n "$THERE" addr add 10.93.7.1/24 dev "$WIRE"
	ip -n "$HERE" addr add 10.93.7.2/24 dev "$WIRE"
	for ns in "$HERE" "$THERE"; do
		ip -n "$ns" link set lo up
		ip -n "$ns" link set "$WIRE" up
	done
}

close_line() {
	ip netns del "$HERE" 2>/dev/null || true
	ip netns del "$THERE" 2>/dev/null || true
}

# $1: "256kbit", both ways; a queue of 400 ms, as a router at a commune has it.
shape() {
	local ns
	for ns in "$HERE" "$THERE"; do
		tc -n "$ns" qdisc replace dev "$WIRE" root tbf rate "$1" burst 4kb latency 400ms
	done
}

# Packets from here (out), to here (in), or both are dropped without a word.
sever() {
	local out="oif $WIRE drop;" in="iif $WIRE drop;"
	[ "$1" != in ] || out=
	[ "$1" != out ] || in=
	here nft -f - <<-NFT
		table inet outage {
			chain sent { type filter hook output priority 0; $out }
			chain received { type filter hook input priority 0; $in }
		}
	NFT
}

mend() {
	here nft delete table inet outage
}

# The coordinator in its place: TLS towards the line, plain tcp for its own machine; the clock of a
# practice.
start_province() {
	CO="$BATS_TEST_TMPDIR/co"
	if [ ! -d "$CO" ]; then
		"$LT" init "$CO" --listen 127.0.0.1:7400 --practice 2025-07-01T08:00 >/dev/null
		"$LT" -C "$CO" ca --host 10.93.7.1 --listen 10.93.7.1:7443 \
			--enrol 10.93.7.1:7444 >/dev/null
	fi
	background coordinator ip netns exec "$THERE" "$COORDINATOR" --dir "$CO"
	eventually there "$LT" -C "$CO" status
}

# A node in its place, enrolled over the line. $1: its name; then lines of its node.conf.
# PLACE: another namespace than the commune's
start_commune() {
	local id=$1 folder="$BATS_TEST_TMPDIR/$1" place=${PLACE:-$HERE} token
	shift
	if [ ! -d "$folder" ]; then
		token=$(there "$LT" -C "$CO" enrol --node "$id" --json | jq -r .token)
		ip netns exec "$place" "$LT" -C "$folder" enrol \
			--coordinator 10.93.7.1:7444 --token "$token" >/dev/null
		printf '%s\n' "$@" >>"$folder/node.conf"
	fi
	rm -f "$folder/desk.port"
	background "$id" ip netns exec "$place" "$WORKER" --dir "$folder"
	eventually test -s "$folder/desk.port"
}

# Milliseconds, monotonic enough for one test.
now_ms() {
	echo $(($(date +%s%N) / 1000000))
}

# The p-th percent of the numbers on standard input.
percentile() {
	sort -n | awk -v p="$1" '{ v[NR] = $1 }
		END { i = int((NR * p + 99) / 100); print v[i < 1 ? 1 : i] }'
}

# Bytes that went over the wire since it was laid, both ways.
wire_bytes() {
	here cat "/sys/class/net/$WIRE/statistics/tx_bytes" \
		"/sys/class/net/$WIRE/statistics/rx_bytes" | awk '{ sum += $1 } END { print sum }'
}

# What a test measured, for whoever reads the log.
figure() {
	echo "# figure: $*" >&3
}
