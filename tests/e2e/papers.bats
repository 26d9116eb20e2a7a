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

# A dossier with a scan.
with_scan() { # name, file
	"$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant "$1" --as hoa \
		--field purpose=x --paper "to_khai=$2" --json | jq -r .code
}

@test "the scan of a document goes with the command that hands it in or makes it" {
	scan in.pdf 400000
	scan made.pdf 300000
	code=$(LIENTHONG_DIR="$A" with_scan 'Ma Văn Gửi' in.pdf)
	eventually at_coordinator "$(hash_of in.pdf)"
	"$LT" paper "$code" --doc to_khai --out back.pdf
	cmp in.pdf back.pdf
	code=$(with_scan 'Ma Văn Gửi' made.pdf)
	at_coordinator "$(hash_of made.pdf)" # nothing is waited for
	"$LT" -C "$A" paper "$code" --doc to_khai --out back.pdf
	cmp made.pdf back.pdf
	echo 'MZ' >in.exe
	run "$LT" -C "$A" submit --procedure 9.000001 --unit H14.1.1 --applicant B --as hoa \
		--field purpose=x --paper to_khai=in.exe
	[ "$status" -eq 0 ]
	has 'chỉ ghi mã băm, không gửi nội dung'
	[ ! -e "$A/papers/waiting/$(hash_of in.exe)" ]
}

@test "scans of one dossier beyond 300 MB are refused" {
	code=$(hand_in)
	for i in 1 2; do
		scan "$i.pdf" 1000
		truncate -s 50M "$i.pdf"
	done
	"$LT" attach "$code" 1.pdf --doc to_khai --as hoa --unit H14.1.1
	"$LT" attach "$code" 2.pdf --doc to_khai --as hoa --unit H14.1.1 # instead of the first
	for i in {1..7}; do
		seven+=(--paper to_khai=1.pdf)
	done
	run "$LT" submit --procedure 9.000001 --unit H14.1.1 --applicant B --as hoa \
		--field purpose=x "${seven[@]}"
	[ "$status" -eq 1 ]
	has '300 MB'
}

@test "a backup has the scans; a wrong bit in one is found and the others are saved" {
	for i in 1 2; do
		scan "$i.pdf" 300000
		with_scan "Người $i" "$i.pdf"
	done
	run "$LT" backup copy1
	[ "$status" -eq 0 ]
	has '2 tệp mới'
	run "$LT" -C copy1 verify --papers
	[ "$status" -eq 0 ]
	has '2 tệp đúng mã băm, 0 hỏng'
	mkdir again
	cp -a copy1/papers again/papers
	scan 3.pdf 300000
	with_scan 'Người 3' 3.pdf
	run "$LT" backup again
	[ "$status" -eq 0 ]
	has '1 tệp mới, 2 đã có'
	hash=$(hash_of 2.pdf)
	file="again/papers/${hash:0:2}/${hash:2:2}/$hash"
	chmod u+w "$file"
	printf x | dd of="$file" bs=1 seek=1000 conv=notrunc status=none
	before=$(find again/papers -printf '%p %s %T@ %m\n' | sort)
	run "$LT" -C again verify --papers
	[ "$status" -eq 74 ]
	has "$hash"
	[ "$(find again/papers -printf '%p %s %T@ %m\n' | sort)" = "$before" ] # it only reads
	run "$LT" -C again verify --set-aside
	[ "$status" -eq 64 ]
	run "$LT" -C again verify --papers --set-aside
	[ "$status" -eq 74 ]
	[ -e "$file.damaged" ]
	run "$LT" -C again verify --papers
	[ "$status" -eq 0 ]
	has '2 tệp đúng mã băm, 0 hỏng'
	hash=$(hash_of 1.pdf)
	file="$CO/papers/${hash:0:2}/${hash:2:2}/$hash"
	chmod u+w "$file"
	printf x | dd of="$file" bs=1 seek=1000 conv=notrunc status=none
	run "$LT" backup copy2
	[ "$status" -eq 74 ]
	has "$hash"
	[ "$(find copy2/papers -type f | wc -l)" -eq 2 ]
}

@test "what no dossier here names is dropped after a while; what is named or waits stays" {
	scan named.pdf 1000
	scan gone.pdf 1000
	scan waits.pdf 1000
	scan young.pdf 1000
	code=$(with_scan 'Ma Thị Tên' named.pdf)
	eventually "$LT" -C "$A" show "$code"
	stop my-tra
	for f in named gone waits young; do
		hash=$(hash_of $f.pdf)
		mkdir -p "$A/papers/${hash:0:2}/${hash:2:2}"
		cp $f.pdf "$A/papers/${hash:0:2}/${hash:2:2}/$hash"
		[ $f = young ] || touch -d '61 days ago' "$A/papers/${hash:0:2}/${hash:2:2}/$hash"
		[ $f != waits ] || touch "$A/papers/waiting/$hash"
	done
	mkdir -p "$A/papers/uploads/0000000000000007"
	touch -d '8 days ago' "$A/papers/uploads/0000000000000007/old"
	touch "$A/papers/uploads/0000000000000007/new"
	start_node my-tra
	eventually grep -q papers_swept my-tra.log
	at_node() { test -e "$A/papers/$(hash_of "$1" | sed 's#^\(..\)\(..\)#\1/\2/\1\2#')"; }
	at_node named.pdf
	! at_node gone.pdf
	at_node waits.pdf
	at_node young.pdf
	[ "$(ls "$A/papers/uploads/0000000000000007")" = new ]
}
