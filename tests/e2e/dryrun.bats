#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Recorded dossiers under a new version, and what they teach: from a running coordinator's folder,
# from its backup, from an event log.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	tell_logs
	stop_all
}

# Four dossiers of July: one done in two days, one that waited for papers, one taken back, one that
# nobody looks at.
# Quiet: what it says is no part of these tests.
work() {
	start_coordinator
	publish_all
	done=$(hand_in)
	waited=$(hand_in)
	withdrawn=$(hand_in)
	open=$(hand_in)
	"$LT" practice '09:00 01/07/2025' >/dev/null
	"$LT" act "$done" complete --as hoa --unit H14.1.1 >/dev/null
	"$LT" act "$waited" missing --as hoa --unit H14.1.1 >/dev/null
	"$LT" act "$withdrawn" --withdraw --citizen --unit H14.1.1 --note 'Không cần nữa' >/dev/null
	"$LT" practice '09:00 02/07/2025' >/dev/null
	"$LT" act "$done" --claim --as an --unit H14.1.2 >/dev/null
	"$LT" practice '10:00 02/07/2025' >/dev/null
	"$LT" act "$done" pass --as an --unit H14.1.2 >/dev/null
	"$LT" act "$done" signed --as chinh --unit H14.1 --paper gxn >/dev/null
	"$LT" act "$done" --return counter --as hoa --unit H14.1.1 >/dev/null
	"$LT" practice '09:00 08/07/2025' >/dev/null
	"$LT" act "$waited" --signal applicant.supplement --citizen --unit H14.1.1 >/dev/null
	"$LT" act "$waited" refuse --as hoa --unit H14.1.1 --note 'Không đủ' >/dev/null
}

# One value of one dossier in the answer.
of() {
	jq -r --arg code "$1" ".list[] | select(.code == \$code) | $2" <<<"$output"
}

@test "the same version gives the same dates and ends, from the folder and from a backup" {
	work
	"$LT" backup "$BATS_TEST_TMPDIR/copy"
	for from in "$CO" copy; do
		run "$LT" dry-run "$DATA/marital.lua" --from "$from" --json
		[ "$status" -eq 0 ]
		[ "$(jq .dossiers <<<"$output")" -eq 4 ]
		[ "$(jq .unfit <<<"$output")" -eq 0 ]
		[ "$(jq '[.list[] | select(.old.due_us != .new.due_us or
			.old.outcome != .new.outcome or .old.finished != .new.finished or
			.old.late != .new.late)] | length' <<<"$output")" -eq 0 ]
		[ "$(of "$done" .new.outcome)" = granted ]
		[ "$(of "$withdrawn" .new.outcome)" = withdrawn ]
		[ "$(of "$open" .new.late)" = true ]
		[ "$(jq .late_now <<<"$output")" -eq 1 ]
	done
}

@test "a shorter limit says who would have been late, and by how much" {
	work
	sed 's/working_hours(12)/working_hours(2)/; s/working_hours(8)/working_hours(2)/
		s/working_days(3)/working_hours(8)/; s/2025\.1/2025.2/' \
		"$DATA/marital.lua" >short.lua
	run "$LT" dry-run short.lua --from "$CO" --json
	[ "$status" -eq 0 ]
	[ "$(jq .newly_late <<<"$output")" -eq 1 ]
	[ "$(of "$done" .old.late)" = false ]
	[ "$(of "$done" .new.late)" = true ]
	[ "$(of "$done" .new.late_minutes)" -gt 0 ]
	[ "$(of "$done" .new.late_minutes)" -le 150 ]
	run "$LT" dry-run short.lua --from "$CO"
	[ "$status" -eq 0 ]
	has '1 thành trễ'
	grep -q "$done.*trễ .* giờ" <<<"$output"
	has_not "$withdrawn"
	run "$LT" dry-run short.lua --from "$CO" --all
	grep -q "$withdrawn.*kịp" <<<"$output"
}

@test "what the new version does not know stops its dossier only, and is said" {
	work
	sed 's/"missing"/"x"/; s/missing = "supplement"/lacking = "supplement"/' \
		"$DATA/marital.lua" >other.lua
	run "$LT" dry-run other.lua --from "$CO"
	[ "$status" -eq 0 ]
	grep -q "$waited.*không khớp.*'receive'.*'missing'" <<<"$output"
	sed 's/"appraise"/"examine"/g' "$DATA/marital.lua" >renamed.lua
	run "$LT" dry-run renamed.lua --from "$CO" --json
	[ "$status" -eq 0 ]
	[ "$(jq .unfit <<<"$output")" -eq 1 ]
	[[ "$(of "$done" .why)" == *"'appraise' không còn"* ]]
	[ "$(of "$done" .played)" -eq 1 ]
	[ "$(of "$waited" .new.outcome)" = refused ]
}

@test "days, wrong files and empty records are told plainly" {
	work
	run "$LT" dry-run "$DATA/marital.lua" --from "$CO" --since 2025-08-01
	[ "$status" -ne 0 ]
	has '9.000001'
	run "$LT" dry-run "$DATA/marital.lua" --from nowhere
	[ "$status" -eq 66 ]
	has nowhere
	mkdir empty
	run "$LT" dry-run "$DATA/marital.lua" --from empty
	[ "$status" -eq 66 ]
	has journal.mdb
	run "$LT" dry-run "$DATA/marital.lua"
	[ "$status" -eq 64 ]
	has '--from'
	sed 's/pass = "sign"/pass = "sgin"/' "$DATA/marital.lua" >bad.lua
	run "$LT" dry-run bad.lua --from "$CO"
	[ "$status" -ne 0 ]
	has sgin
}

@test "an event log is a record too" {
	cat >log.events.csv <<-'CSV'
		case_id,seq,activity,timestamp,lifecycle,resource
		A,1,Tiếp nhận,2025-07-01T08:30:00+07:00,complete,hoa
		A,2,Thẩm tra,2025-07-02T09:00:00+07:00,start,an
		A,3,Thẩm tra,2025-07-02T10:00:00+07:00,complete,an
		A,4,Ký duyệt,2025-07-03T09:00:00+07:00,complete,chinh
		B,1,Tiếp nhận,2025-07-01T09:00:00+07:00,complete,hoa
		B,2,Đóng dấu,2025-07-01T10:00:00+07:00,complete,hoa
	CSV
	run "$LT" dry-run "$DATA/marital.lua" --from log --json \
		--directory "$DATA/directory.lua"
	[ "$status" -eq 0 ]
	[ "$(of A .new.outcome)" = granted ]
	[ "$(of A .new.late)" = false ]
	[ "$(of B .fits)" = false ]
	[[ "$(of B .why)" == *outcome* ]]
}

@test "simulate learns times, ends and arrivals from the folder" {
	work
	run "$LT" simulate "$DATA/marital.lua" --learn "$CO" --directory "$DATA/directory.lua" \
		--months 1 --json
	[ "$status" -eq 0 ]
	[ "$(jq .learnt.dossiers <<<"$output")" -eq 4 ]
	step() {
		jq ".learnt.steps[] | select(.step == \"$1\") | $2" <<<"$output"
	}
	# claimed at nine, done at ten
	[ "$(step appraise '.minutes | round')" -eq 60 ]
	[ "$(step supplement '.outcomes.arrived | round')" -eq 1 ]
	[ "$(jq '.learnt.reply_days | round' <<<"$output")" -eq 7 ]
	run "$LT" simulate "$DATA/marital.lua" --learn "$CO" --directory "$DATA/directory.lua" \
		--months 1
	has 'appraise: 60 phút'
	run "$LT" simulate "$DATA/grant.lua" --learn "$CO" --directory "$DATA/directory.lua"
	[ "$status" -eq 66 ]
	has 'để học'
}
