#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Time by decision, as the people who decide and who answer for it use it: a due date explained line
# by line, stopped, let go on and extended; a calendar that comes late, a line that was down, a unit
# that is gone.

load helper

setup() {
	cd "$LT_SOURCE_ROOT"
	start_coordinator 2025-07-07T08:00
	"$LT" publish --from 2025-01-01 procedures/calendars/vn.lua \
		procedures/directory/two_levels.lua \
		procedures/national/xay_dung/cap_giay_phep_nha_o.lua \
		procedures/national/noi_vu/tro_cap_mot_lan.lua >/dev/null
}

teardown() {
	tell_logs
	stop_all
}

permit() {
	"$LT" submit --procedure 1.013225 --unit H14.61.01 --as mai.huong --applicant 'Trần Văn A' \
		--paper don --paper giay_to_dat --paper ban_ve --field floors=2 --json | jq -r .code
}

allowance() {
	"$LT" submit --procedure 2.001157 --unit H14.61.01 --as mai.huong --applicant 'Lý Thị B' \
		--paper ban_khai --paper giay_to --json | jq -r .code
}

at_the_desk() {
	"$LT" act "$1" complete --as mai.huong --unit H14.61.01 >/dev/null
}

# What the head of the construction office decides.
decide() {
	"$LT" act "$@" --as luong.ha --unit H14.61.03
}

due_of() {
	"$LT" due "$1" --json | jq -r .due
}

# Is what a filter makes of the output true?
holds() {
	if ! jq -e "$1" <<<"$output" >/dev/null; then
		printf 'does not hold: %s\nin:\n%s\n' "$1" "$output" >&2
		return 1
	fi
}

# Limit = used + remaining, and nothing is unaccounted for from the start to the due moment, or to
# where the clock stands.
adds_up() {
	run "$LT" due "$1" --json
	[ "$status" -eq 0 ]
	holds '(.due == null) as $stands | [.ledger_sum, .step_ledgers[].sum] | all(
		.limit == .used + .remaining and
		.total == if $stands then .used + .paused else .limit + .paused + .pushed end)'
}

@test "a due date explains itself, and its sums add up all along the way" {
	code=$(permit)
	adds_up "$code"
	at_the_desk "$code"
	"$LT" practice '10:00 10/07/2025'
	adds_up "$code"
	holds '.ledger_sum.used == 2 and .due == "2025-07-22T17:00:00+07:00"'
	holds '.step_ledgers | length == 1 and .[0].step == "appraise" and .[0].sum.used == 2'
	run "$LT" due "$code"
	has '08:00 07/07/2025  tiếp nhận'
	has '17:00 22/07/2025  hẹn trả'
	has 'Cộng           15 ngày = 2 ngày đã dùng + 13 ngày còn lại'
	has 'SỔ TÍNH HẠN CỦA BƯỚC Thẩm định, kiểm tra thực địa (thẻ 3)'
	has 'bắt đầu bước'
	has 'nghỉ cuối tuần, 2 ngày'
	has '17:00 16/07/2025  hạn của bước'
	decide "$code" --hold opinion --basis 'CV 12/XD' --note 'Hỏi Sở Xây dựng'
	adds_up "$code"
	holds '.ledger[-1].at_us == .due_us and .hold.paper == "CV 12/XD"'
	"$LT" practice '10:00 14/07/2025'
	decide "$code" --resume --note 'Đã có trả lời'
	decide "$code" --extend 5 --basis 'TB 7/XD' --note 'Phải xem xét thêm'
	adds_up "$code"
	run "$LT" due 'H14.61.01-250707-000099'
	[ "$status" -ne 0 ]
	has 'H14.61.01-250707-000099'
}

@test "a clock is stopped by who may, in writing, with a reason; and let go on" {
	code=$(permit)
	at_the_desk "$code"
	run decide "$code" --hold --basis 'CV 12/XD' --note 'Hỏi'
	[ "$status" -eq 64 ]
	has '--hold cần một giá trị theo sau'
	run decide "$code" --hold opinon --basis 'CV 12/XD' --note 'Hỏi'
	[ "$status" -eq 64 ]
	has "không có lý do 'opinon'"
	has 'verification'
	run decide "$code" --hold opinion --note 'Hỏi'
	[ "$status" -eq 1 ]
	has 'phải nêu văn bản căn cứ (--basis)'
	run decide "$code" --hold opinion --basis 'CV 12/XD'
	has 'phải ghi rõ lý do (--note)'
	run "$LT" act "$code" --hold opinion --basis 'CV 12/XD' --note 'Hỏi' --as hoang.long \
		--unit H14.61.03
	has 'chỉ lãnh đạo đơn vị tiếp nhận hoặc đang xử lý'
	has "$code"
	run decide "$code" --resume --note 'Đã có trả lời'
	has 'không bị dừng theo quyết định nào'
	run decide "$code" --hold opinion --basis 'CV 12/XD' --note 'Hỏi Sở Xây dựng'
	[ "$status" -eq 0 ]
	has 'đang dừng tính'
	run decide "$code" --hold opinion --basis 'CV 13/XD' --note 'Hỏi lại'
	has 'đã dừng theo văn bản CV 12/XD'
	"$LT" practice '08:00 09/07/2025'
	run decide "$code" --resume
	has 'phải ghi rõ lý do (--note)'
	decide "$code" --resume --note 'Đã có trả lời'
	[ "$(due_of "$code")" = 2025-07-24T17:00:00+07:00 ]
	run "$LT" due "$code"
	has 'lấy ý kiến cơ quan khác đến 08:00 09/07/2025'
	has 'văn bản: CV 12/XD; lý do: Hỏi Sở Xây dựng; người quyết định: luong.ha'
	has 'hẹn trả 17:00 22/07/2025 → 17:00 24/07/2025'
	has 'hạn của bước 17:00 16/07/2025 → 17:00 18/07/2025'
	run "$LT" show "$code"
	has 'quyết định dừng tính thời hạn'
}

@test "more time is given within what the procedure allows, in writing" {
	code=$(permit)
	at_the_desk "$code"
	run decide "$code" --extend
	[ "$status" -eq 64 ]
	run decide "$code" --extend hai --basis 'TB 7/XD' --note 'Xem xét thêm'
	[ "$status" -eq 64 ]
	run decide "$code" --extend 0 --basis 'TB 7/XD' --note 'Xem xét thêm'
	has 'xin thêm 0'
	run decide "$code" --extend 11 --basis 'TB 7/XD' --note 'Xem xét thêm'
	has 'tối đa 10 ngày, đã gia hạn 0, xin thêm 11'
	run decide "$code" --extend 5 --note 'Xem xét thêm'
	has 'phải nêu văn bản căn cứ (--basis)'
	[ "$(due_of "$code")" = 2025-07-22T17:00:00+07:00 ]
	decide "$code" --extend 5 --basis 'TB 7/XD' --note 'Xem xét thêm'
	[ "$(due_of "$code")" = 2025-07-28T17:00:00+07:00 ] # the 27th is a Sunday
	run decide "$code" --extend 6 --basis 'TB 8/XD' --note 'Xem xét thêm nữa'
	has 'tối đa 10 ngày, đã gia hạn 5, xin thêm 6'
	run "$LT" due "$code"
	has '20 ngày (đã gia hạn)'
	has 'gia hạn; văn bản: TB 7/XD; lý do: Xem xét thêm'
	other=$(allowance)
	run "$LT" act "$other" --extend 1 --basis 'TB 9' --note 'Chậm' \
		--as hoang.hoa --unit H14.61.01
	[ "$status" -eq 1 ]
	has 'không quy định gia hạn'
}

@test "a second request for papers is warned of, needs a reason, and says what it costs" {
	code=$(permit)
	at_the_desk "$code"
	"$LT" act "$code" missing --as hoang.long --unit H14.61.03 --note 'Bổ sung bản vẽ'
	"$LT" practice '08:00 09/07/2025'
	"$LT" act "$code" --signal applicant.supplement --as mai.huong --unit H14.61.01
	run "$LT" act "$code" missing --as hoang.long --unit H14.61.03 --note 'Vẫn thiếu'
	[ "$status" -eq 1 ]
	has 'QĐ 766'
	has '--again'
	run "$LT" act "$code" missing --as hoang.long --unit H14.61.03 --again
	[ "$status" -eq 1 ]
	has '--note'
	run "$LT" act "$code" missing --as hoang.long --unit H14.61.03 --again \
		--note 'Vẫn thiếu mặt cắt'
	[ "$status" -eq 0 ]
	has 'lần thứ 2 yêu cầu bổ sung'
	has 'tính là quá hạn khi chấm điểm'
}

@test "a late calendar is looked at, then applied: from, to, why, one line each" {
	first=$(allowance)
	later=$(permit)
	new="$BATS_TEST_TMPDIR/moi.lua"
	sed -e 's/version = "[^"]*"/version = "2026.9"/' \
		-e '/day_off { "2025-09-01"/i\    day_off { "2025-07-11", "Nghỉ bão" },' \
		procedures/calendars/vn.lua >"$new"
	run "$LT" publish "$new" --preview
	[ "$status" -eq 0 ]
	has "$first"
	has '17:00 23/07/2025'
	has '17:00 24/07/2025'
	has_not "$later" # counted in calendar days, and not due on that day
	run "$LT" publish "$new"
	[ "$status" -ne 0 ]
	has '--yes'
	[ "$(due_of "$first")" = 2025-07-23T17:00:00+07:00 ]
	run "$LT" publish "$new" --yes
	[ "$status" -eq 0 ]
	moved() { [ "$(due_of "$first")" = 2025-07-24T17:00:00+07:00 ]; }
	eventually moved
	adds_up "$first"
	holds '.due_changes | length == 1'
	holds '.due_changes[0] | .cause == "calendar" and .calendar == "2026.9"'
	[ "$(due_of "$later")" = 2025-07-22T17:00:00+07:00 ]
	run "$LT" due "$first"
	has 'ngày nghỉ: Nghỉ bão'
	has 'tính lại theo lịch mới'
	run "$LT" publish "$new" # known: nothing moves twice
	[ "$status" -eq 0 ]
	[ "$(due_of "$first")" = 2025-07-24T17:00:00+07:00 ]
	sed -i 's/Nghỉ bão/Nghỉ lụt/' "$new"
	run "$LT" publish "$new"
	[ "$status" -ne 0 ]
	has 'hãy đổi version'
}

@test "next year's calendar is ready early: other orders do not wait for its day" {
	code=$(allowance)
	new="$BATS_TEST_TMPDIR/sang_nam.lua"
	sed 's/version = "[^"]*"/version = "2026.9"/' procedures/calendars/vn.lua >"$new"
	"$LT" publish "$new" --from 2026-01-01 >/dev/null
	at_the_desk "$code"
	run "$LT" line H14.61.04 --from 2025-07-07T07:00 --to 2025-07-07T07:30 --note 'Đứt cáp'
	[ "$status" -eq 0 ]
	run "$LT" status
	[ "$status" -eq 0 ]
	grep -E '^sweeps +0 ' <<<"$output"
}

@test "time the line was down is the line's: the step is late no more, said twice it counts once" {
	code=$(allowance)
	at_the_desk "$code"
	"$LT" practice '15:00 08/07/2025'
	late() { "$LT" due "$code" | grep -q 'QUÁ HẠN'; }
	eventually late
	run "$LT" line H14.61.04 --from 2025-07-07T09:00 --to 2025-07-08T14:00
	[ "$status" -eq 64 ]
	has '--note'
	run "$LT" line H14.61.99 --from 2025-07-07T09:00 --to 2025-07-08T14:00 --note 'Đứt cáp'
	[ "$status" -eq 1 ]
	has 'H14.61.99'
	run "$LT" line H14.61.04 --from 2025-07-08T14:00 --to 2025-07-07T09:00 --note 'Đứt cáp'
	[ "$status" -eq 64 ]
	has 'lúc đầu trước lúc cuối'
	run "$LT" line H14.61.04 --from 2025-07-08T14:00 --to 2025-07-09T09:00 --note 'Đứt cáp'
	[ "$status" -eq 1 ]
	has 'đều đã qua'
	for again in 1 2; do
		run "$LT" line H14.61.04 --from 2025-07-07T09:00 --to 2025-07-08T14:00 \
			--note "Đứt cáp, biên bản 12/BB lần $again"
		[ "$status" -eq 0 ]
	done
	back() { [ "$(due_of "$code")" = 2025-07-24T17:00:00+07:00 ]; }
	eventually back
	adds_up "$code"
	holds '.pauses | length == 1 and .[0].reason == "line"'
	holds '.step_ledgers[0].sum.paused == 10.5 * 3600 * 1000000'
	run "$LT" due "$code"
	has 'đường truyền gián đoạn đến 14:00 08/07/2025, 10 giờ 30 phút làm việc'
	has_not 'QUÁ HẠN'
}

@test "what a unit that is gone had goes on at its successor, with its dates" {
	code=$(allowance)
	at_the_desk "$code"
	due=$(due_of "$code")
	run "$LT" rebind
	has '0 hồ sơ'
	"$LT" publish tests/scenario/scripts/directory_merged.lua >/dev/null
	run "$LT" rebind --preview
	[ "$status" -eq 0 ]
	has "$code"
	has 'H14.61.05'
	[ "$("$LT" list --unit H14.61.05 --json | jq '.items | length')" -eq 0 ]
	run "$LT" rebind
	[ "$status" -eq 0 ]
	has 'Đã chuyển'
	there() { [ "$("$LT" list --unit H14.61.05 --json | jq '.items | length')" -eq 1 ]; }
	eventually there
	[ "$(due_of "$code")" = "$due" ]
	run "$LT" show "$code"
	has 'chuyển sang đơn vị kế thừa theo danh bạ 2025.3'
	run "$LT" rebind --json
	[ "$output" = '[]' ]
	"$LT" act "$code" assigned --as doan.tien --unit H14.61.05
	run "$LT" verify
	[ "$status" -eq 0 ]
}
