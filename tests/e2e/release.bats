#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Publishing is two people's act: hoa writes, chinh lets it come into force.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	start_coordinator
	sed 's/role "leader" {/& publishes = true,/' "$DATA/directory.lua" >danh-ba.lua
	cmp -s danh-ba.lua "$DATA/directory.lua" && return 1
	run "$LT" publish "$DATA/calendar.lua" danh-ba.lua
	[ "$status" -eq 0 ]
	has 'Một người công bố'
	cp "$DATA/marital.lua" .
}

teardown() {
	tell_logs
	stop_all
}

@test "proposed by one, released by another: then it is in force, and both are named" {
	run "$LT" publish marital.lua --as hoa --note 'theo QĐ 1/2025'
	[ "$status" -eq 0 ]
	has 'Đề nghị số 1'
	run "$LT" procedures
	has 'Chưa công bố thủ tục nào'
	"$LT" practice '10:00 01/07/2025'
	run "$LT" procedures --proposed
	has 'Đề nghị số 1: '
	has '(hoa)'
	has 'đã chờ 2 giờ'
	has 'theo QĐ 1/2025'
	has 'thủ tục 9.000001, phiên bản 2025.1, mới'
	run "$LT" release 1 --as hoa
	[ "$status" -eq 1 ]
	has 'vai trò có publishes'
	run "$LT" release 1
	[ "$status" -eq 1 ]
	run "$LT" release 1 --as an
	[ "$status" -eq 1 ]
	has 'publishes'
	"$LT" release 1 --as chinh
	run "$LT" procedures
	has 9.000001
	has 'hoa → chinh'
	run "$LT" release 1 --as chinh
	[ "$status" -eq 1 ]
	run "$LT" procedures --proposed
	has 'Không có đề nghị'
	run "$LT" procedures --proposed --all
	has 'đã công bố, cho phép bởi'
	# who may release does not release what is his own
	"$LT" publish marital.lua --as chinh
	run "$LT" release 2 --as chinh
	[ "$status" -eq 1 ]
	has 'người soạn không tự cho phép được'
	run "$LT" verify
	[ "$status" -eq 0 ]
}

@test "what would change is shown line by line; refused with a reason, taken back by the author" {
	"$LT" publish marital.lua --as hoa
	"$LT" release 1 --as chinh
	sed -e 's/version = "2025.1"/version = "2025.2"/' \
		-e 's/time_limit = working_days(3)/time_limit = working_days(5)/' \
		marital.lua >next.lua
	"$LT" publish next.lua --as hoa
	run "$LT" procedures --proposed
	has 'thay 2025.1: thêm 2 dòng, bỏ 2 dòng'
	run "$LT" procedures --proposed 2
	has 'working_days(5)'
	run "$LT" release 2 --as chinh --refuse ''
	[ "$status" -eq 1 ]
	"$LT" release 2 --as chinh --refuse 'chưa có căn cứ'
	run "$LT" procedures --proposed --all
	has 'bị từ chối bởi'
	has 'chưa có căn cứ'
	"$LT" publish next.lua --as hoa
	run "$LT" release 3 --as chinh --withdraw
	[ "$status" -eq 1 ]
	"$LT" release 3 --as hoa --withdraw
	run "$LT" procedures
	has_not 2025.2
}

@test "without a named author nothing is proposed; withdrawal and migration name a person" {
	run "$LT" publish marital.lua
	[ "$status" -eq 1 ]
	has '--as'
	run "$LT" publish marital.lua --as nobody
	[ "$status" -eq 1 ]
	"$LT" publish marital.lua --as hoa
	"$LT" release 1 --as chinh
	local hash
	hash=$("$LT" procedures --json | jq -r '.procedures[0].hash')
	"$LT" practice '08:01 01/07/2025'
	run "$LT" withdraw "$hash" --yes
	[ "$status" -eq 1 ]
	run "$LT" withdraw "$hash" --yes --as hoa
	[ "$status" -eq 1 ]
	"$LT" withdraw "$hash" --yes --as chinh
	run "$LT" procedures
	has 'đã rút: chinh'
}

@test "a version says one thing for ever, also a day later" {
	"$LT" publish marital.lua --as hoa
	"$LT" release 1 --as chinh
	sed 's/working_days(3)/working_days(4)/' marital.lua >other.lua
	run "$LT" publish other.lua --as hoa
	[ "$status" -eq 1 ]
	has 'other.lua: đã công bố phiên bản 2025.1 với nội dung khác'
	sed 's/Hoà An/Hoà Bình/; s/name = "/name = "X/' danh-ba.lua >danh-ba-2.lua
	run "$LT" publish danh-ba-2.lua --as hoa
	[ "$status" -eq 1 ]
	has 'với nội dung khác'
}

@test "tests travel with the bundle and are played again by the coordinator" {
	cp "$DATA/calendar.lua" lich.lua
	cat >marital_test.lua <<-'TESTS'
		use { "lich.lua", "danh-ba.lua" }
		test "nộp trực tiếp" (function(t)
		  local d = t:submit { at = "2025-09-04 08:00", purpose = "vay vốn" }
		  t:fee(d, 15000)
		end)
	TESTS
	run "$LT" publish marital.lua --as hoa
	[ "$status" -eq 0 ]
	has '1 kịch bản đạt'
	run "$LT" procedures --proposed
	has 'có kịch bản thử'
	run "$LT" release 1 --as chinh
	[ "$status" -eq 0 ]
	run "$LT" procedures
	has 'hoa → chinh'
}

@test "a calendar is looked at beside the engine, and a hostile one ends nothing" {
	printf 'while true do end\nreturn calendar { }\n' >lich.lua
	run "$LT" publish lich.lua --preview
	[ "$status" -ne 0 ]
	run "$LT" status
	[ "$status" -eq 0 ]
	sed 's/e2e.1/e2e.2/' "$DATA/calendar.lua" >lich.lua
	run "$LT" publish lich.lua --preview
	[ "$status" -eq 0 ]
}

@test "a circle of calls, an override of a step that is gone, a huge file: nothing is proposed" {
	sed -e 's/9.000001/9.000002/' -e 's/2025.1/2025.9/' marital.lua >a.lua
	head -c 10000000 /dev/zero | tr '\0' ' ' >huge.lua
	run "$LT" publish marital.lua huge.lua --as hoa
	[ "$status" -ne 0 ]
	has 'huge.lua: tệp dài 10000000 byte'
	run "$LT" check marital.lua huge.lua
	[ "$status" -eq 1 ]
	has 'huge.lua: tệp dài'
	has 'marital.lua: thủ tục đạt'
	cat >over.lua <<-'OVER'
		return override { extends = "9.000001", version = "2025.1-X",
		  steps = { change "gone_step" { limit = working_hours(2) } } }
	OVER
	run "$LT" publish marital.lua over.lua --as hoa
	[ "$status" -eq 1 ]
	has 'over.lua:'
	run "$LT" procedures --proposed --all
	has 'Không có đề nghị'
}
