#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Scans: at one node in, through the coordinator, out at another; who may not; line down; killed.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	start_coordinator
	publish_all
	start_node my-tra
	A="$BATS_TEST_TMPDIR/my-tra"
	eventually "$LT" -C "$A" list --unit H14.1.1
}

teardown() {
	tell_logs
	stop_all
}

# A scan of so many bytes; begins as a PDF, and no two are alike.
scan() {
	{
		printf '%%PDF-1.7\n'
		head -c "$(($2 - 9))" /dev/urandom
	} >"$1"
}

hash_of() {
	b2sum --length=256 "$1" | cut -d' ' -f1
}

nothing_waits() {
	"$LT" -C "$1" paper --waiting | grep -qF 'Không có tệp nào'
}

at_coordinator() { # hash
	test -f "$CO/papers/${1:0:2}/${1:2:2}/$1"
}

@test "a scan goes from the desk to the coordinator and to another node, byte for byte" {
	scan in.pdf 3000000
	code=$(LIENTHONG_DIR="$A" hand_in)
	run "$LT" -C "$A" attach "$code" in.pdf --doc to_khai --as hoa --unit H14.1.1
	[ "$status" -eq 0 ]
	has PDF
	hash=$(hash_of in.pdf)
	has "$hash"
	eventually at_coordinator "$hash"
	eventually nothing_waits "$A"
	run "$LT" -C "$A" show "$code"
	has 'đính kèm bản điện tử'
	"$LT" paper "$code" --doc to_khai --out operator.pdf
	cmp in.pdf operator.pdf
	run "$LT" attach "$code" in.pdf --doc to_khai --as hoa --unit H14.1.1
	[ "$status" -eq 0 ]
	[ "$("$LT" show "$code" --json | jq '[.events[] | select(.attached)] | length')" -eq 1 ]
	rm -rf "$A/papers"
	stop my-tra
	start_node my-tra
	eventually "$LT" -C "$A" list --unit H14.1.1
	"$LT" -C "$A" paper "$code" --doc to_khai --out back.pdf
	cmp in.pdf back.pdf
	"$LT" -C "$A" paper "$hash" --out again.pdf
	cmp in.pdf again.pdf
	"$LT" verify
}

@test "who does not see the dossier does not get its scan; what is no scan is refused" {
	scan in.pdf 100000
	code=$(LIENTHONG_DIR="$A" hand_in)
	"$LT" -C "$A" attach "$code" in.pdf --doc to_khai --as hoa --unit H14.1.1
	hash=$(hash_of in.pdf)
	eventually at_coordinator "$hash"
	start_node binh-an
	B="$BATS_TEST_TMPDIR/binh-an"
	eventually "$LT" -C "$B" list
	run "$LT" -C "$B" paper "$code" --doc to_khai --out stolen.pdf
	[ "$status" -eq 77 ]
	run "$LT" -C "$B" paper "$hash" --out stolen.pdf --wait 2
	[ "$status" -ne 0 ]
	[ ! -e stolen.pdf ]
	[ ! -e "$B/papers/${hash:0:2}" ]
	run "$LT" -C "$B" attach "$code" in.pdf --doc to_khai --as hoa --unit H14.2.2
	[ "$status" -ne 0 ]
	printf 'MZ\220' >in.exe
	run "$LT" -C "$A" attach "$code" in.exe --doc to_khai --as hoa --unit H14.1.1
	[ "$status" -eq 65 ]
	has 'PDF, JPEG'
	truncate -s 52428801 in.pdf
	run "$LT" -C "$A" attach "$code" in.pdf --doc to_khai --as hoa --unit H14.1.1
	[ "$status" -eq 65 ]
	has '50 MB'
	run "$LT" -C "$A" attach "$code" operator.pdf --doc to_khai --as hoa --unit H14.1.1
	[ "$status" -eq 66 ]
	scan in.pdf 1000
	run "$LT" -C "$A" attach "$code" in.pdf --doc khong_co --as hoa --unit H14.1.1
	[ "$status" -eq 1 ]
	has khong_co
	run "$LT" paper "$code" --doc khong_co --out x.pdf
	[ "$status" -eq 66 ]
}

@test "killed at any moment, node and coordinator go on from where they were" {
	scan in.pdf 20000000
	hash=$(hash_of in.pdf)
	code=$(LIENTHONG_DIR="$A" hand_in)
	port=$(cat "$CO/coordinator.port")
	sed -i "s/^listen = .*/listen = 127.0.0.1:$port/" "$CO/coordinator.conf"
	"$LT" -C "$A" attach "$code" in.pdf --doc to_khai --as hoa --unit H14.1.1
	stop my-tra KILL
	start_node my-tra
	stop coordinator KILL
	start_coordinator
	stop my-tra KILL
	start_node my-tra
	eventually at_coordinator "$hash"
	cmp in.pdf "$CO/papers/${hash:0:2}/${hash:2:2}/$hash"
	eventually nothing_waits "$A"
	[ -z "$(ls -A "$CO/papers/arriving" "$A/papers/waiting" | grep -v :)" ]
}

@test "attached with the line cut: kept at the node, named and sent when it is back" {
	scan in.pdf 500000
	hash=$(hash_of in.pdf)
	code=$(LIENTHONG_DIR="$A" hand_in)
	port=$(cat "$CO/coordinator.port")
	sed -i "s/^listen = .*/listen = 127.0.0.1:$port/" "$CO/coordinator.conf"
	stop coordinator KILL
	eventually grep -q line_down my-tra.log
	timeout 50 "$LT" -C "$A" attach "$code" in.pdf --doc to_khai --as hoa \
		--unit H14.1.1 || true # whatever is said of the act, the scan is kept
	test -f "$A/papers/${hash:0:2}/${hash:2:2}/$hash"
	test -f "$A/papers/waiting/$hash"
	start_coordinator
	"$LT" -C "$A" attach "$code" in.pdf --doc to_khai --as hoa --unit H14.1.1
	eventually at_coordinator "$hash"
	cmp in.pdf "$CO/papers/${hash:0:2}/${hash:2:2}/$hash"
	[ "$("$LT" show "$code" --json | jq '[.events[] | select(.attached)] | length')" -eq 1 ]
}
