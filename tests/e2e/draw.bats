#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# What is published can be looked at; procedures in Vietnamese words run like the others.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	start_coordinator
}

teardown() {
	tell_logs
	stop_all
}

@test "a published procedure is drawn, printed and exported by its code or its hash" {
	"$LT" publish "$DATA"/{calendar,directory,marital}.lua
	run "$LT" draw 9.000001 --text
	[ "$status" -eq 0 ]
	has '(9.000001, phiên bản 2025.1)'
	hash=$("$LT" procedures --json | jq -r '.procedures[0].hash')
	[ "$("$LT" draw "${hash:0:12}" --text)" = "$output" ]
	[ "$("$LT" draw "$DATA/marital.lua" --text)" = "$output" ]
	"$LT" draw 9.000001 --out marital.svg
	grep -q '<svg' marital.svg
	"$LT" print 9.000001 | grep -q 'Tổng thời gian giải quyết'
	"$LT" export --bpmn 9.000001 --directory "$DATA/directory.lua" |
		grep -q '</bpmn:definitions>'
	run "$LT" draw 9.999999 --text
	[ "$status" -ne 0 ]
	has '9.999999'
}

@test "a province's override is drawn on the base it was published on" {
	"$LT" publish "$DATA"/{calendar,directory,marital}.lua
	"$LT" publish "$DATA/marital_province.lua" --from 02/07/2025
	run "$LT" draw 9.000001 --text
	[ "$status" -eq 0 ]
	has 'phiên bản 2025.1-H14'
}

@test "a procedure in Vietnamese words is checked, published and run" {
	cp "$DATA/marital.lua" vi.lua
	"$LT" fmt --vi vi.lua
	grep -q '^return thu_tuc' vi.lua
	run "$LT" check vi.lua --directory "$DATA/directory.lua"
	[ "$status" -eq 0 ]
	"$LT" publish "$DATA"/{calendar,directory}.lua vi.lua
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant A --field purpose=x \
		--paper to_khai --as hoa
	[ "$status" -eq 0 ]
	has '15.000 đ'
	"$LT" fmt --en vi.lua
	cmp vi.lua "$DATA/marital.lua"
}
