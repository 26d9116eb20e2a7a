#!/bin/sh
# Does as docs/first-procedure.md says: saves its files and runs its commands one after another, on
# a free port and in a folder of its own. usage: first_procedure.sh SOURCE_ROOT BUILD_ROOT
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
	sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$source/docs/first-procedure.md" | sed '/^```/d'
}

wait_for() {
	tries=0
	until [ -s "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || { cat log; exit 1; }
		sleep 0.05
	done
}

cd "$work"
ln -s "$source/procedures" procedures
block lua >xac_nhan.lua
cat >edits <<'END'
s|^lienthong test .*|block test >xac_nhan_test.lua; &|
s|^lienthong init .*|& --listen 127.0.0.1:0|
s|& sleep 1$|2>log \& coordinator=$!; wait_for tap/coordinator.port|
s|^lienthong .* submit .*|& >receipt; code=$(sed -n "s/^Mã hồ sơ *//p" receipt)|
s|MÃ|"$code"|
END
block sh | sed -f edits >commands
export PATH="$build/tools:$build/coordinator:$PATH" LC_ALL=C.UTF-8
set -x
# shellcheck source=/dev/null
. ./commands >out
set +x
cat out
grep -q "xac_nhan.lua: thủ tục đạt" out
grep -q "Tổng thời gian giải quyết  *2 ngày làm việc" out
grep -q "đạt   đi trọn: hai ngày làm việc" out
grep -q "8.000 đ" receipt
grep -q "17:00 08/09/2025" receipt
grep -q "Thẩm tra" out
grep -q "<svg" xac_nhan.svg
