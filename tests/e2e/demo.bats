#!/usr/bin/env bats
# The first thing a newcomer runs.

@test "tools/demo carries every story to its end and leaves nothing behind" {
	export TMPDIR=$BATS_TEST_TMPDIR LT_BUILD=$LT_BUILD_ROOT
	run "$LT_SOURCE_ROOT/tools/demo"
	echo "$output" | tail -n 20
	[ "$status" -eq 0 ]
	stories=$(ls "$LT_SOURCE_ROOT"/tools/demo.d/*.sh | wc -l)
	[[ "$output" == *"$stories hồ sơ đã nhận, $stories đã trả kết quả hoặc kết thúc"* ]]
	[[ "$output" == *"Không mất, không trùng hồ sơ nào"* ]]
	[ -z "$(ls -A "$BATS_TEST_TMPDIR" | grep -v '^bats' || true)" ]
	[ -z "$(pgrep -f "$BATS_TEST_TMPDIR" || true)" ]
}
