#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Who a node is: enrolment, renewal, revocation, copies. Real certificates on loopback.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	tell_logs
	stop_all
}

# A coordinator with a CA, and the ports of its fronts.
start_province() {
	CO="$BATS_TEST_TMPDIR/co"
	"$LT" init "$CO" --listen 127.0.0.1:0 --practice 2025-07-01T08:00 >/dev/null
	"$LT" -C "$CO" ca --host localhost --listen 127.0.0.1:0 --enrol 127.0.0.1:0 >/dev/null
	start_coordinator
	eventually test -s "$CO/coordinator.enrol.port"
	DOOR="localhost:$(cat "$CO/coordinator.enrol.port")"
	publish_all
}

token() {
	"$LT" -C "$CO" enrol --node "$1" --json | jq -r .token
}

enrol() { # folder, token
	run "$LT" -C "$BATS_TEST_TMPDIR/$1" enrol --coordinator "$DOOR" --token "$2"
}

connected() {
	"$LT" -C "$CO" nodes --json |
		jq -e --arg n "$1" '.[] | select(.node == $n) | .connected' >/dev/null
}

not_connected() {
	! connected "$1"
}

@test "a node enrols, works over TLS, renews without a restart" {
	start_province
	enrol my-tra "$(token my-tra)"
	[ "$status" -eq 0 ]
	has 'Đã ghi danh máy trạm my-tra'
	for file in node.pem node.sign; do
		[ "$(stat -c %a "my-tra/$file")" = 600 ]
	done
	[ "$(stat -c %a "$CO/ca/ca.key")" = 600 ]
	! ls my-tra/node-new.* 2>/dev/null
	start_node my-tra
	eventually connected my-tra
	code=$("$LT" -C my-tra submit --procedure 9.000001 --unit H14.1.1 --applicant 'Lê Thị A' \
		--field purpose=x --paper to_khai --as hoa --json | jq -r .code)
	[[ "$code" == H14.1.1-250701-* ]]
	before=$(openssl x509 -in my-tra/node.pem -noout -serial)
	run "$LT" -C my-tra renew
	[ "$status" -eq 0 ]
	[ "$before" != "$(openssl x509 -in my-tra/node.pem -noout -serial)" ]
	! grep -q line_down my-tra.log
	run "$LT" -C "$CO" nodes
	[ "$status" -eq 0 ]
	has 'đã ghi danh'
	has '824 ngày'
	run "$LT" -C "$CO" renew
	[ "$status" -eq 64 ]
	run "$LT" -C "$CO" verify
	[ "$status" -eq 0 ]
}

@test "a token serves once, for one node, for a day, and only its coordinator" {
	start_province
	token=$(token my-tra)
	enrol my-tra "$token"
	[ "$status" -eq 0 ]
	enrol second "$token"
	[ "$status" -eq 77 ]
	has 'đã dùng hoặc hết hạn'
	token=$(token binh-an)
	enrol third "thue:${token#*:}"
	[ "$status" -eq 77 ]
	enrol my-tra "$token"
	[ "$status" -eq 64 ]
	has "là của máy trạm 'my-tra'"
	enrol fourth "${token%?}"
	[ "$status" -eq 64 ]
	run "$LT" -C fifth enrol --coordinator "$DOOR" --token "$token" \
		--ca-fingerprint "$(printf '00%.0s' $(seq 32))"
	[ "$status" -eq 77 ]
	late=$(token thue)
	"$LT" practice 2025-07-02T08:01
	enrol sixth "$late"
	[ "$status" -eq 77 ]
	has 'đã dùng hoặc hết hạn'
	run "$LT" -C "$CO" enrol --node nobody
	[ "$status" -eq 1 ]
	has "danh bạ không có máy trạm 'nobody'"
	run "$LT" -C "$CO" enrol --node thue --hours 25
	[ "$status" -eq 64 ]
}

@test "whoever stands in between at the first contact is noticed before anything is sent" {
	start_province
	token=$(token my-tra)
	stop coordinator
	rm -rf "$CO/ca"
	"$LT" -C "$CO" ca --host localhost --listen 127.0.0.1:0 \
		--enrol "127.0.0.1:${DOOR#*:}" >/dev/null
	rm -f "$CO/coordinator.enrol.port"
	start_coordinator
	eventually test -s "$CO/coordinator.enrol.port"
	enrol my-tra "$token"
	[ "$status" -eq 77 ]
	has 'không phải máy chủ đã cấp mã này'
	! grep -q enrolment_refused coordinator.log
}

@test "what is revoked is cut off at once, and a new token brings the node back" {
	start_province
	enrol my-tra "$(token my-tra)"
	start_node my-tra
	eventually connected my-tra
	run "$LT" revoke my-tra
	[ "$status" -eq 64 ]
	"$LT" revoke my-tra --reason 'Mất máy'
	not_connected my-tra
	eventually grep -q 'certificate revoked' coordinator.log
	not_connected my-tra
	run "$LT" nodes
	has 'đã thu hồi'
	has 'Mất máy'
	stop my-tra
	enrol my-tra "$(token my-tra)"
	[ "$status" -eq 0 ]
	start_node my-tra
	eventually connected my-tra
	stop coordinator KILL
	start_coordinator
	run "$LT" nodes --json
	[ "$(jq '[.[] | select(.enrolled)] | length' <<<"$output")" = 1 ]
	run "$LT" verify
	[ "$status" -eq 0 ]
}

@test "of two copies of a node the later start wins, and the operator is told" {
	start_province
	enrol my-tra "$(token my-tra)"
	cp -r my-tra copy
	start_node my-tra
	eventually connected my-tra
	sed -i "s|/my-tra/|/copy/|" copy/node.conf
	start_node copy
	eventually grep -q node_cloned coordinator.log
	run "$LT" nodes
	has 'CẢNH BÁO: có bản sao của máy trạm my-tra'
	grep -q 'ready node=my-tra' copy.log
	grep -q 'khởi động sau' my-tra.log
}

@test "a certificate is good for its own node's name alone" {
	start_province
	enrol my-tra "$(token my-tra)"
	enrol thue "$(token thue)"
	[ "$status" -eq 0 ]
	sed -i 's/^node = .*/node = my-tra/' thue/node.conf
	start_node thue
	eventually grep -q 'cấp cho máy trạm khác' thue.log
	not_connected my-tra
}

@test "a name that enrolled is not believed without its key" {
	start_province
	run "$LT" -C "$CO" nodes --json
	[ "$(jq '[.[] | select(.enrolled)] | length' <<<"$output")" = 0 ]
	start_node thue # this machine's own line, never enrolled: for practice
	eventually connected thue
	enrol thue-2 "$(token thue)"
	[ "$status" -eq 0 ]
	eventually not_connected thue
	eventually grep -q 'phải xưng danh bằng khóa' thue.log
}

# The front of the coordinator in folder $1.
front_of() {
	cat "$1/coordinator.tls.port"
}

@test "a coordinator that another took the place of is not believed any more" {
	start_province
	enrol my-tra "$(token my-tra)"
	stop coordinator
	cp -r "$CO" old
	sed -i "s|$CO|$BATS_TEST_TMPDIR/old|" old/coordinator.conf
	rm -f old/coordinator.port old/coordinator.tls.port
	background old "$COORDINATOR" --dir old
	eventually test -s old/coordinator.port
	start_coordinator
	before=$(cat "$CO/epoch")
	[ "$before" -gt "$(cat old/epoch)" ]
	sed -i "s/^coordinator = .*/coordinator = localhost:$(front_of "$CO")/" my-tra/node.conf
	start_node my-tra
	eventually connected my-tra
	eventually grep -qx "$before" my-tra/epoch
	stop my-tra KILL
	sed -i "s/^coordinator = .*/coordinator = localhost:$(front_of old)/" my-tra/node.conf
	start_node my-tra
	eventually grep -q 'máy chủ này thuộc nhiệm kỳ cũ' my-tra.log
	[ "$(cat my-tra/epoch)" = "$before" ]
	"$LT" -C old nodes --json >theirs
	[ "$(jq '[.[] | select(.connected)] | length' theirs)" -eq 0 ] || { cat theirs >&3; false; }
	stop old
	background old "$COORDINATOR" --dir old # it takes over: a later start is a newer one
	old_bound() {
		grep -q 'ready node=my-tra' <(tail -n 3 my-tra.log)
	}
	stop my-tra
	eventually test -s old/coordinator.port
	sed -i "s/^coordinator = .*/coordinator = localhost:$(front_of old)/" my-tra/node.conf
	start_node my-tra
	eventually old_bound
	[ "$(cat my-tra/epoch)" -gt "$before" ]
}

@test "the coordinator's key is not made anew in silence; another signature is not believed" {
	start_province
	enrol my-tra "$(token my-tra)"
	start_node my-tra
	eventually connected my-tra
	stop my-tra
	stop coordinator
	mv "$CO/coordinator.sign" kept.sign
	run timeout 20 "$COORDINATOR" --dir "$CO"
	[ "$status" -ne 0 ]
	has 'mất khóa ký của máy chủ, mà 1 máy trạm chỉ tin khóa đó'
	has 'ca --new-sign'
	[ ! -e "$CO/coordinator.sign" ]
	run "$LT" -C "$CO" ca --new-sign
	[ "$status" -eq 0 ]
	run "$LT" -C "$CO" ca --new-sign
	[ "$status" -ne 0 ]
	start_coordinator
	sed -i "s/^coordinator = .*/coordinator = localhost:$(front_of "$CO")/" my-tra/node.conf
	start_node my-tra
	eventually grep -q hello_refused my-tra.log
	! grep -q 'ready node=my-tra' <(tail -n 2 my-tra.log)
	stop my-tra
	stop coordinator
	mv kept.sign "$CO/coordinator.sign"
	start_coordinator
	sed -i "s/^coordinator = .*/coordinator = localhost:$(front_of "$CO")/" my-tra/node.conf
	start_node my-tra
	eventually connected my-tra
}

@test "another's certificate of the same CA is not taken for the coordinator's" {
	start_province
	enrol my-tra "$(token my-tra)"
	enrol thue "$(token thue)"
	stop coordinator
	own="$CO/ca/coordinator.pem"
	cp "$own" kept.pem
	cp thue/node.pem "$own"
	rm -f "$CO/coordinator.tls.port"
	start_coordinator
	eventually test -s "$CO/coordinator.tls.port"
	sed -i "s/^coordinator = .*/coordinator = localhost:$(front_of "$CO")/" my-tra/node.conf
	start_node my-tra
	eventually grep -q front_refused my-tra.log
	not_connected my-tra
	cp kept.pem "$own"
	kill -HUP "$(pid_of coordinator)"
	eventually connected my-tra
}

@test "a certificate that ends soon: the node gets its next by itself, the operator is told" {
	start_province
	stop coordinator
	echo 'tls.days = 20' >>"$CO/coordinator.conf"
	rm -f "$CO/coordinator.enrol.port"
	start_coordinator
	eventually test -s "$CO/coordinator.enrol.port"
	DOOR="localhost:$(cat "$CO/coordinator.enrol.port")"
	enrol my-tra "$(token my-tra)"
	[ "$status" -eq 0 ]
	days_left() {
		! openssl x509 -in my-tra/node.pem -noout -checkend $(($1 * 86400)) >/dev/null
	}
	days_left 21
	stop coordinator
	sed -i '/^tls.days/d' "$CO/coordinator.conf"
	start_coordinator
	sed -i "s/^coordinator = .*/coordinator = localhost:$(front_of "$CO")/" my-tra/node.conf
	start_node my-tra
	renewed() { ! days_left 800; }
	eventually renewed
	connected my-tra
	! grep -q line_down my-tra.log
	run "$LT" nodes
	has '824 ngày'
	has_not 'chứng thư của máy chủ'
	cd "$CO/ca"
	openssl req -new -key coordinator.pem -subj /CN=coordinator -out own.csr
	openssl x509 -req -in own.csr -CA ca.crt -CAkey ca.key -days 9 -out own.crt 2>/dev/null
	openssl pkey -in coordinator.pem >own.key
	cat own.crt own.key >coordinator.pem
	run "$LT" -C "$CO" nodes
	has 'CẢNH BÁO: chứng thư của máy chủ còn 8 ngày'
	stop coordinator
	start_coordinator
	grep -q 'certificate_ends' "$BATS_TEST_TMPDIR/coordinator.log"
}
