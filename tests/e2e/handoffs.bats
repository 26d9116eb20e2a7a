#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Hand-offs: signed by the nodes of both sides, proven by a file, and between two provinces.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	tell_logs
	stop_all
}

# A province in folder $1 with what $2... publish, its CA and the doors of its fronts.
start_province() {
	local folder=$1
	shift
	[ -d "$folder" ] || {
		"$LT" init "$folder" --listen 127.0.0.1:0 --practice 2025-07-01T08:00 >/dev/null
		"$LT" -C "$folder" ca --host localhost --listen 127.0.0.1:0 \
			--enrol 127.0.0.1:0 >/dev/null
	}
	restart_province "$folder"
	eventually test -s "$folder/coordinator.enrol.port"
	eventually "$LT" -C "$folder" status
	keep_ports "$folder"
	"$LT" -C "$folder" publish --from 2025-01-01 "$@" >/dev/null
}

# From its next start on it has the ports it has now: nodes find it again.
keep_ports() {
	sed -i -e "s/^listen = .*/listen = 127.0.0.1:$(cat "$1/coordinator.port")/" \
		-e "s/^tls.listen = .*/tls.listen = 127.0.0.1:$(cat "$1/coordinator.tls.port")/" \
		-e "s/^tls.enrol = .*/tls.enrol = 127.0.0.1:$(cat "$1/coordinator.enrol.port")/" \
		"$1/coordinator.conf"
}

restart_province() {
	rm -f "$1"/coordinator.*port
	background "$1" "$COORDINATOR" --dir "$1"
	eventually test -s "$1/coordinator.port"
}

differ() {
	! "$LT" reconcile "$@"
}

start_again() {
	restart_province "$1"
	eventually "$LT" -C my-tra status
}

enrol() { # province, node, folder
	"$LT" -C "$3" enrol --coordinator "localhost:$(cat "$1/coordinator.enrol.port")" \
		--token "$("$LT" -C "$1" enrol --node "$2" --json | jq -r .token)" >/dev/null
	background "$3" "$WORKER" --dir "$3"
	eventually test -s "$3/desk.port"
	eventually grep -q 'started ready' "$3.log"
}

submit() { # folder; a dossier whose applicant lived at Bình An before
	"$LT" -C "$1" submit --procedure 9.000001 --unit H14.1.1 --applicant 'Nguyễn Thị Bình' \
		--field purpose=x --field lived_elsewhere=true \
		--field previous_residence:text=04002 --paper to_khai --as hoa --json | jq -r .code
}

PROVINCE=("$DATA"/{marital,directory,calendar}.lua)

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

# Bình An is in the other province: a, where people hand in, and b, whose gate is a node of a.
relay() {
	"$LT" -C b relay --partner gate --as xa --unit H14.2.2 --home-as xa --procedure 9.000200
}

start_both() {
	start_province a "${PROVINCE[@]}"
	start_province b "$DATA"/{verification,directory,calendar}.lua
	enrol a binh-an gate
}

@test "a dossier goes to another province and back: same code, the clock goes on, once" {
	start_both
	code=$(submit a)
	"$LT" -C a act "$code" complete --as hoa --unit H14.1.1
	relay
	relay
	run "$LT" -C b show "$code" --json
	[ "$status" -eq 0 ]
	jq -e '.dossier.transfer.step == "verify" and .dossier.due == "2025-07-29T17:00:00+07:00"' \
		<<<"$output" || jq -e '.transfer.step == "verify"' <<<"$output"
	run "$LT" -C a explain "$code"
	has 'Đỗ Thị Xa'
	"$LT" -C b act "$code" found --as xa --unit H14.2.2 --paper phieu
	relay
	relay
	run "$LT" -C a show "$code"
	has 'confirmation'
	run "$LT" -C b show "$code"
	has 'đã trả'
	"$LT" -C a receipt "$code" --step verify -o r.txt
	"$LT" -C a keys -o keys.txt
	run "$LT" verify --receipt r.txt --keys keys.txt
	[ "$status" -eq 0 ]
	has 'Trả lời'
	eventually "$LT" reconcile a b
	run "$LT" reconcile a b
	has '1 hồ sơ'
	"$LT" -C a verify >/dev/null
	"$LT" -C b verify >/dev/null
}

@test "what the other province cannot take comes back with its reason" {
	start_both
	code=$(submit a)
	"$LT" -C a act "$code" complete --as hoa --unit H14.1.1
	"$LT" -C b relay --partner gate --as xa --unit H14.2.2 --home-as xa --procedure 9.999999
	run "$LT" -C a show "$code"
	has 'chưa công bố thủ tục'
	run "$LT" -C b show "$code"
	[ "$status" -ne 0 ]
}

@test "each process of two provinces is killed at any moment: nothing is lost, nothing is doubled" {
	local codes=() code name n
	start_both
	for n in $(seq 6); do
		code=$(submit a)
		"$LT" -C a act "$code" complete --as hoa --unit H14.1.1 >/dev/null
		codes+=("$code")
	done
	background relay "$LT" -C b relay --partner gate --as xa --unit H14.2.2 --home-as xa \
		--procedure 9.000200 --every 1
	for n in $(seq 8); do
		sleep "0.$((RANDOM % 9))"
		name=$(printf '%s\n' a b gate relay | shuf -n 1)
		stop "$name" KILL
		case $name in
		relay) background relay "$LT" -C b relay --partner gate --as xa --unit H14.2.2 \
			--home-as xa --procedure 9.000200 --every 1 ;;
		gate) background gate "$WORKER" --dir gate ;;
		*) restart_province "$name" ;;
		esac
		for code in "${codes[@]}"; do # people of b work as they can
			"$LT" -C b act "$code" found --as xa --unit H14.2.2 --paper phieu \
				>/dev/null 2>&1 || true
			break
		done
	done
	stop relay
	eventually "$LT" -C a status
	eventually "$LT" -C b status
	eventually "$LT" -C gate list
	relay
	for code in "${codes[@]}"; do
		"$LT" -C b act "$code" found --as xa --unit H14.2.2 --paper phieu >/dev/null || true
	done
	relay
	relay
	"$LT" -C a keys -o keys.txt
	for code in "${codes[@]}"; do
		"$LT" -C a receipt "$code" --step verify -o r.txt
		run "$LT" verify --receipt r.txt --keys keys.txt
		[ "$status" -eq 0 ]
		has '1 lượt chuyển'
		has 'Trả lời'
		run "$LT" -C b show "$code"
		has 'đã trả'
	done
	[ "$("$LT" -C b status --json | jq .counters.dossiers)" -eq 6 ]
	"$LT" -C a verify >/dev/null
	"$LT" -C b verify >/dev/null
}
