# SPDX-License-Identifier: EUPL-1.2
# What the end-to-end tests share: real processes on loopback, any port, a practice clock.
# LT_TOOL, LT_COORDINATOR, LT_WORKER and LT_HISTORY are the programs; meson sets them.

: "${LT_TOOL:?the tool}" "${LT_COORDINATOR:?the coordinator}" "${LT_WORKER:?the worker}" \
	"${LT_HISTORY:?the history checker}"
LT=$LT_TOOL COORDINATOR=$LT_COORDINATOR WORKER=$LT_WORKER
DATA="$BATS_TEST_DIRNAME/data"
unset LIENTHONG_DIR

# Waits up to 10 s until a command succeeds.
eventually() {
	local n
	for n in $(seq 100); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.1
	done
	echo "never: $*" >&2
	return 1
}

# A port that nobody has now, and that is given to no outgoing connection: a program that is started
# again finds it free.
free_port() {
	local port below
	read -r below _ </proc/sys/net/ipv4/ip_local_port_range
	while :; do
		port=$((below - 1 - RANDOM % 16000))
		(: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

# Runs a program that outlives the command; notes its process id for the end of the test.
background() {
	local name=$1
	shift
	"$@" >>"$BATS_TEST_TMPDIR/$name.log" 2>&1 3>&- &
	echo $! >"$BATS_TEST_TMPDIR/$name.pid"
	echo $! >>"$BATS_TEST_TMPDIR/pids"
}

pid_of() {
	cat "$BATS_TEST_TMPDIR/$1.pid"
}

# Stops one of ours by its id and waits for it. $2: signal
stop() {
	local pid
	pid=$(pid_of "$1")
	kill "-${2:-TERM}" "$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
}

# A coordinator in $CO; its clock stands at 08:00 on Tuesday 1 July 2025.
start_coordinator() {
	CO="$BATS_TEST_TMPDIR/co"
	[ -d "$CO" ] || "$LT" init "$CO" --listen "127.0.0.1:$(free_port)" \
		--practice "${1:-2025-07-01T08:00}"
	rm -f "$CO/coordinator.port"
	background coordinator "$COORDINATOR" --dir "$CO"
	eventually test -s "$CO/coordinator.port"
	export LIENTHONG_DIR="$CO"
}

publish_all() {
	"$LT" publish --from 2025-01-01 \
		"$DATA"/{marital,land,grant,directory,calendar}.lua >/dev/null
}

# A node in $BATS_TEST_TMPDIR/<id>. Further words: for init
start_node() {
	local id=$1 folder="$BATS_TEST_TMPDIR/$1"
	shift
	[ -d "$folder" ] || "$LT" init "$folder" --node "$id" \
		--coordinator "127.0.0.1:$(cat "$CO/coordinator.port")" "$@" >/dev/null
	rm -f "$folder/desk.port"
	background "$id" "$WORKER" --dir "$folder"
	eventually test -s "$folder/desk.port"
}

stop_all() {
	local pid
	[ -f "$BATS_TEST_TMPDIR/pids" ] || return 0
	while read -r pid; do
		kill "$pid" 2>/dev/null || true
	done <"$BATS_TEST_TMPDIR/pids"
	while read -r pid; do
		wait "$pid" 2>/dev/null || true
	done <"$BATS_TEST_TMPDIR/pids"
	check_history
}

# Whatever a test did: the sixteen invariants hold, every code that was given is a dossier's.
check_history() {
	[ ! -s "${CO:-}/journal.mdb" ] || "$LT_HISTORY" "$CO" "$BATS_TEST_TMPDIR/codes" >&2
}

# On failure, what the processes said.
tell_logs() {
	[ -n "${BATS_TEST_COMPLETED:-}" ] && return 0
	tail -n 20 "$BATS_TEST_TMPDIR"/*.log 2>/dev/null | sed 's/^/# /' >&3 || true
}

# A dossier at the one-stop desk; prints its code.
hand_in() {
	"$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant "${1:-Nguyễn Thị Bình}" \
		--field purpose='Đăng ký kết hôn' --paper to_khai --as hoa --json "${@:2}" |
		jq -r .code | tee -a "$BATS_TEST_TMPDIR/codes"
}

has() {
	if ! grep -qF -- "$1" <<<"$output"; then
		printf 'not found: %s\nin:\n%s\n' "$1" "$output" >&2
		return 1
	fi
}

has_not() {
	! has "$1" 2>/dev/null
}
