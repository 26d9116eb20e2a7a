#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Hand-offs: signed by the nodes of both sides, proven by a file.

load helper
load provinces

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	tell_logs
	stop_all
}

@test "both nodes sign, a stranger checks, altered receipts are refused" {
	start_province co "${PROVINCE[@]}"
	enrol co my-tra my-tra
	enrol co binh-an binh-an
	code=$(submit my-tra)
	"$LT" -C my-tra act "$code" complete --as hoa --unit H14.1.1
	"$LT" -C binh-an act "$code" --claim --as xa --unit H14.2.2
	"$LT" -C binh-an act "$code" answered --as xa --unit H14.2.2 --paper confirmation
	"$LT" -C my-tra receipt "$code" --step verify -o r.txt
	"$LT" -C binh-an receipt "$code" --step verify >/dev/null # no longer at its desk
	"$LT" -C co keys -o keys.txt
	run "$LT" -C /nonexistent verify --receipt r.txt --keys keys.txt
	[ "$status" -eq 0 ]
	has 'ĐÚNG'
	has 'máy trạm my-tra ký lúc 08:0'
	has 'máy trạm binh-an ký lúc 08:0'
	grep -q 'Tiếp nhận: 08:00 01/07/2025' r.txt
	sed 's/Tiếp nhận: 08:00/Tiếp nhận: 07:00/' r.txt >altered.txt
	run "$LT" verify --receipt altered.txt --keys keys.txt
	[ "$status" -ne 0 ]
	has 'đã bị sửa'
	run "$LT" -C co verify
	[ "$status" -eq 0 ]
	"$LT" -C my-tra verify >/dev/null
	eventually "$LT" reconcile co my-tra # the node's replica has the very same
	stop co
	cp -r co old
	start_again co
	"$LT" -C my-tra act "$code" --claim --as an --unit H14.1.2
	eventually differ old my-tra
	eventually "$LT" reconcile co my-tra
	run "$LT" reconcile old my-tra
	[ "$status" -ne 0 ]
	has "KHÁC"
	has 'old thiếu 1 sự kiện'
	run "$LT" reconcile co
	has 'H14.2.2  H14.1.2'
}

@test "a coordinator came back from an old backup: what it lost is kept by the node, and named" {
	start_province co "${PROVINCE[@]}"
	enrol co my-tra my-tra
	kept=$(submit my-tra)
	"$LT" -C co backup copy >/dev/null
	lost=$(submit my-tra)
	eventually "$LT" reconcile co my-tra
	stop co
	cp copy/journal.mdb copy/state.mdb co/
	start_again co
	eventually test -s my-tra/records.aside-1/state.mdb
	eventually "$LT" reconcile co my-tra # fetched anew
	grep 'copy_of_another node=my-tra' co.log
	grep 'replica_aside kept as my-tra/records.aside-1' my-tra.log
	run "$LT" reconcile co my-tra/records.aside-1
	[ "$status" -ne 0 ]
	has "$lost: co chưa có hồ sơ này"
	has 'thủ tục 9.000001, người nộp Nguyễn Thị Bình, nhận lúc 08:00 01/07/2025 tại H14.1.1'
	has_not "$kept:"
	run "$LT" -C co status
	grep -E '^strange_copies +1 ' <<<"$output"
	run "$LT" -C co submit --code "$lost" --procedure 9.000001 --unit H14.1.1 --as hoa \
		--applicant 'Nguyễn Thị Bình' --field purpose=x --paper to_khai
	[ "$status" -eq 0 ] # entered again, with the code of the receipt
}

@test "a unit whose node has a key hands over through that node alone" {
	start_province co "${PROVINCE[@]}"
	enrol co binh-an binh-an
	code=$(submit co)
	"$LT" -C co act "$code" complete --as hoa --unit H14.1.1
	run "$LT" -C co act "$code" --claim --as xa --unit H14.2.2
	[ "$status" -eq 1 ]
	has 'phải qua máy trạm đã cấp khóa'
	"$LT" -C binh-an act "$code" --claim --as xa --unit H14.2.2
	"$LT" -C co practice 2025-07-01T09:00 >/dev/null
	"$LT" -C co revoke binh-an --reason 'máy hỏng' >/dev/null
	"$LT" -C co act "$code" answered --as xa --unit H14.2.2
	"$LT" -C co receipt "$code" --step verify -o r.txt
	grep -q 'KHÔNG CÓ CHỮ KÝ' r.txt
	"$LT" -C co keys -o keys.txt # what the node signed before it was revoked still holds
	run "$LT" verify --receipt r.txt --keys keys.txt
	[ "$status" -eq 0 ]
	has 'máy trạm binh-an ký lúc'
	has 'không có chữ ký của máy trạm'
}
