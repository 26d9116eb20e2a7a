#!/bin/sh
# Does as README.md says: saves its first procedure and runs its commands, on a free port and in a
# folder of its own. usage: readme.sh SOURCE_ROOT BUILD_ROOT
set -eu
source=$1 build=$2
work=$(mktemp -d)
coordinator=
finish() {
	[ -z "$coordinator" ] || { kill "$coordinator" && wait "$coordinator"; } 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT

block() { # language
	sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$source/README.md" | sed '/^```/d'
}

block lua >"$work/ban_sao.lua"
# What is built already is not built again; the code that submit prints stands where MÃ stands.
cat >"$work/edits" <<'END'
/^tools\//d
/^export /d
s|  *#.*||
s|^lienthong init .*|& --listen 127.0.0.1:0|
s|& sleep 1$|2>"$work/log" \& coordinator=$!; wait_for "$LIENTHONG_DIR/coordinator.port"|
s|^lienthong submit .*|& >"$work/receipt"; code=$(sed -n "s/^Mã hồ sơ *//p" "$work/receipt")|
s|MÃ|"$code"|
s|procedures/|"$source"/&|g
s|ban_sao|"$work"/&|g
END
block sh | sed -f "$work/edits" >"$work/commands"

wait_for() {
	tries=0
	until [ -s "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || { cat "$work/log"; exit 1; }
		sleep 0.05
	done
}

export PATH="$build/tools:$build/coordinator:$PATH" LIENTHONG_DIR="$work/province" LC_ALL=C.UTF-8
set -x
# shellcheck source=/dev/null
. "$work/commands" >"$work/out"
set +x
cat "$work/out"
grep -q "ban_sao.lua: thủ tục đạt" "$work/out"
grep -q "Phan Công Chính" "$work/out"
grep -q "Kết quả  *chấp thuận (granted)" "$work/out"
