-- SPDX-License-Identifier: EUPL-1.2
-- Cấp Giấy chứng nhận lần đầu: niêm yết, thuế, nộp tiền; đồng hồ dừng ở những chỗ luật cho dừng.

local area = "01273"

local function nop(t, fee)
  return t:submit { parcel_area = area, land_use_fee = fee or false }
end

local function toi_niem_yet(t, fee)
  local d = nop(t, fee)
  t:act(d, "receive", "complete")
  t:act(d, "appraise", "pass")
  t:answer(d, "opinion", "agree")
  t:at(d, "posting")
  return d
end

local function toi_thue(t, fee)
  local d = toi_niem_yet(t, fee)
  t:advance(calendar_days(18))
  t:act(d, "conclude", "eligible")
  return d
end

local function cap_giay(t, d)
  t:act(d, "draft", "drafted")
  t:act(d, "sign", "signed")
  t:act(d, "issue", "issued")
  t:ended(d, "granted")
end

test "không phải nộp tiền sử dụng đất: niêm yết, thuế trả lời, dân nộp, cấp giấy" (function(t)
  t:advance "2025-07-07 08:00"
  local d = toi_thue(t)
  t:desk(d, "tax", "G12.18.14.61")
  t:due(d, "stopped")
  t:answer(d, "tax", "answered", { amount_due = 500000, papers = { "thong_bao_thue" } })
  t:at(d, "pay")
  t:advance(working_days(5))
  t:signal(d, "treasury.paid", { receipt_number = "KB-17" })
  t:at(d, "draft")
  cap_giay(t, d)
  t:eq(d.late, false)
end)

test "có tiền sử dụng đất: thuế trễ, xin lỗi, hẹn lại; dân gửi biên lai, thuế xác nhận" (function(t)
  t:advance "2025-07-07 08:00"
  local d = toi_thue(t, true)
  t:at(d, "tax_land_use")
  t:advance(working_days(6))
  t:overdue(d, "tax_land_use")
  t:at(d, "tax_late")
  t:act(d, "tax_late", "answered", { amount_due = 90000000 })
  t:signal(d, "applicant.receipt", { papers = { "chung_tu" } })
  t:answer(d, "confirm_paid", "answered")
  cap_giay(t, d)
end)

test "được miễn: từ thuế sang in giấy ngay; người ký trả lại một lần" (function(t)
  t:advance "2025-07-07 08:00"
  local d = toi_thue(t, true)
  t:answer(d, "tax_land_use", "exempt")
  t:act(d, "draft", "drafted")
  t:act(d, "sign", "back")
  cap_giay(t, d)
end)

test "thuế báo được miễn, không có tiền sử dụng đất" (function(t)
  t:advance "2025-07-07 08:00"
  local d = toi_thue(t)
  t:answer(d, "tax", "exempt")
  cap_giay(t, d)
end)

test "thuế báo số tiền sử dụng đất đúng hạn" (function(t)
  t:advance "2025-07-07 08:00"
  local d = toi_thue(t, true)
  t:answer(d, "tax_land_use", "answered", { amount_due = 90000000 })
  t:signal(d, "treasury.paid")
  cap_giay(t, d)
end)

test "thuế trả hồ sơ về; trễ rồi miễn; trễ rồi trả" (function(t)
  t:advance "2025-07-07 08:00"
  local d = toi_thue(t, true)
  t:answer(d, "tax_land_use", "returned", { note = "phiếu chuyển thiếu vị trí thửa" })
  t:act(d, "conclude", "eligible")
  t:advance(working_days(6))
  t:act(d, "tax_late", "back")
  t:act(d, "conclude", "eligible")
  t:advance(working_days(6))
  t:act(d, "tax_late", "exempt")
  cap_giay(t, d)
end)

test "thuế (không tiền sử dụng đất) trả về, trễ, hoãn nộp" (function(t)
  t:advance "2025-07-07 08:00"
  local d = toi_thue(t)
  t:answer(d, "tax", "returned", { note = "thiếu đơn" })
  t:act(d, "conclude", "eligible")
  t:advance(working_days(4))
  t:overdue(d, "tax")
  t:act(d, "tax_late", "answered", { amount_due = 100000 })
  t:signal(d, "tax.deferred")
  cap_giay(t, d)
end)

test "quá hạn nộp: một cửa đối chiếu, chờ thêm, rồi thấy đã nộp; hoặc thôi" (function(t)
  t:advance "2025-07-07 08:00"
  local a = toi_thue(t)
  t:answer(a, "tax", "answered", { amount_due = 1 })
  t:advance(calendar_days(33))
  t:at(a, "check_paid")
  t:due(a, "stopped")
  t:act(a, "check_paid", "wait_more")
  t:advance(calendar_days(33))
  t:act(a, "check_paid", "give_up")
  t:ended(a, "refused")
end)

test "thuế chưa thấy tiền: trả lại chờ; thuế im lặng: một cửa đối chiếu" (function(t)
  t:advance "2025-07-07 08:00"
  local d = toi_thue(t)
  t:answer(d, "tax", "answered", { amount_due = 1 })
  t:signal(d, "applicant.receipt", { papers = { "chung_tu" } })
  t:answer(d, "confirm_paid", "returned", { note = "chưa thấy tiền vào" })
  t:signal(d, "applicant.receipt", { papers = { "chung_tu" } })
  t:advance(working_days(4))
  t:at(d, "check_paid")
  t:act(d, "check_paid", "paid")
  cap_giay(t, d)
end)

test "có ý kiến khi niêm yết: giải quyết, niêm yết lại, kết luận chỉ xác nhận đăng ký" (function(t)
  t:advance "2025-07-07 08:00"
  local d = toi_niem_yet(t)
  t:signal(d, "posting.objection")
  t:due(d, "stopped")
  t:act(d, "settle", "posted_again")
  t:signal(d, "posting.objection")
  t:act(d, "settle", "settled")
  t:act(d, "conclude", "not_eligible")
  t:act(d, "notify", "back")
  t:act(d, "conclude", "not_eligible")
  t:act(d, "notify", "signed")
  t:ended(d, "registered")
end)

test "VPĐKĐĐ không đồng ý, hoặc im lặng phải giải trình" (function(t)
  t:advance "2025-07-07 08:00"
  local a = nop(t)
  t:act(a, "receive", "complete")
  t:act(a, "appraise", "pass")
  t:answer(a, "opinion", "oppose", { note = "chồng lấn thửa 12" })
  t:act(a, "conclude", "fail")
  t:ended(a, "refused")
  local b = nop(t)
  t:act(b, "receive", "complete")
  t:act(b, "appraise", "pass")
  t:advance(working_days(4))
  t:at(b, "posting")
  t:overdue(b, "opinion")
end)

test "bổ sung một lần; quá hạn bổ sung; từ chối sớm; thẩm định không đạt" (function(t)
  t:advance "2025-07-07 08:00"
  local a = nop(t)
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:act(a, "receive", "complete")
  t:refuses(a, "appraise", "missing", { says = "hết số lần" })
  t:act(a, "appraise", "fail")
  t:ended(a, "refused")
  local b = nop(t)
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  local c = nop(t)
  t:act(c, "receive", "complete")
  t:act(c, "appraise", "missing")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
end)
