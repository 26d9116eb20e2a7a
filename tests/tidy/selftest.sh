#!/bin/sh
# Runs tidy over a small tree in which each rule is broken exactly once, beside things that only
# look broken. usage: selftest.sh TIDY BAD_TREE
set -eu
tidy=$1 bad=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$bad/." "$work"

# What is too long to be worth keeping.
mkdir -p "$work/tests/long"
{
	echo '/* long: a table */'
	echo 'int excused(void)'
	echo '{'
	seq -f '	f(%.0f);' 80
	echo '}'
	echo
	echo 'int long_function(void)'
	echo '{'
	seq -f '	g(%.0f);' 80
	echo '}'
} >"$work/tests/long/function.c"
seq -f '/* line %.0f */' 601 >"$work/tests/long/file.c"

status=0
"$tidy" "$work" >"$work/findings" 2>/dev/null || status=$?
[ "$status" = 1 ] || { echo "tidy left with $status, not 1"; exit 1; }
cut -d: -f1-3 "$work/findings" >"$work/found"
if ! diff -u "$bad/expected" "$work/found"; then
	cat "$work/findings"
	exit 1
fi
for rule in $("$tidy" --rules); do
	n=$(grep -c ": $rule\$" "$work/found" || true)
	[ "$n" = 1 ] || { echo "rule $rule fired $n times, not once"; exit 1; }
done
