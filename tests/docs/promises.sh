#!/bin/sh
# The list in tests/README.md is of the promises that the README makes and of tests that there are.
# usage: promises.sh SOURCE_ROOT BUILD_ROOT
set -eu
source=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

sed -n '/^## What is promised$/,/^## /s/^\([0-9][0-9]*\)\. .*/\1/p' "$source/README.md" |
	sort >promised
sed -n '/^## What is promised/,$s/^| \([0-9][0-9]*\) | .* | \(.*\) |$/\1 \2/p' \
	"$source/tests/README.md" >rows
cut -d' ' -f1 rows | sort -u >shown
grep -o '"name": "[^"]*"' "$build/meson-info/intro-tests.json" | cut -d'"' -f4 | sort -u >tests
grep -o '`[^`]*`' rows | tr -d '`' | sort -u >named
# What --long alone runs is named by a stage of it: with LT_LONG, or as a suite.
sed -n 's/.*`\([^`]*\)` (--long).*/\1/p' rows | sort -u >long
grep -A 3 'LT_LONG=1 run_tests' "$source/tools/check" >stages

[ -s promised ] && [ -s named ] && [ -s tests ]
diff -u promised shown || {
	echo "tests/README.md: each promise of the README has a line, and each line a promise"
	exit 1
}
grep -qx e2e.tool tests || { # without bats they are not registered
	echo "skipped: bats is missing, the end-to-end tests are not here"
	exit 77
}
comm -23 named tests >absent
[ ! -s absent ] || {
	sed 's|^|tests/README.md: there is no such test: |' absent
	exit 1
}
while read -r name; do
	grep -qwF -- "$name" stages || {
		echo "tests/README.md: no stage of tools/check --long runs $name"
		exit 1
	}
done <long
echo "$(wc -l <promised) promises, $(wc -l <named) tests"
