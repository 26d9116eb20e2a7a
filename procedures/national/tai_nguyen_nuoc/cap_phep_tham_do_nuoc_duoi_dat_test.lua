-- SPDX-License-Identifier: EUPL-1.2
-- Thăm dò nước dưới đất: ba việc cùng lúc, thẩm định lại 18 ngày, im lặng phải giải trình.

local function nop(t, flow)
  return t:submit { flow = flow or 1200, place = "01654", unit = "H14.02" }
end

local function toi_ket_luan(t, answer)
  local d = nop(t)
  t:act(d, "receive", "complete")
  t:at(d, "study", "pay", "opinion")
  t:signal(d, "treasury.paid", { fee_receipt = "KB-9" })
  t:answer(d, "opinion", answer or "agree", { note = "xem ý kiến" })
  t:act(d, "study", "done")
  t:at(d, "conclude")
  return d
end

test "đủ điều kiện: 30 ngày làm việc" (function(t)
  t:advance "2026-03-02 08:00"
  local d = toi_ket_luan(t)
  t:due(d, "2026-04-13 17:00")
  t:act(d, "conclude", "pass")
  t:answer(d, "sign", "answered", { papers = { "giay_phep" } })
  t:ended(d, "granted")
end)

test "đề án phải sửa: thời gian sửa không tính, thẩm định lại" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b = toi_ket_luan(t), toi_ket_luan(t, "oppose")
  for _, d in ipairs { a, b } do
    t:act(d, "conclude", "revise")
    t:due(d, "stopped")
    t:signal(d, "applicant.supplement")
    t:due(d, "stopped")
  end
  t:act(a, "study_again", "pass")
  t:answer(a, "sign", "returned", { note = "thiếu bản đồ" })
  t:act(a, "conclude", "fail")
  t:ended(a, "refused")
  t:act(b, "study_again", "fail")
  t:ended(b, "refused")
end)

test "không nộp phí, cơ quan được hỏi im lặng: nhắc nộp, trả hồ sơ" (function(t)
  t:advance "2026-03-02 08:00"
  local d, e = nop(t), nop(t)
  for _, x in ipairs { d, e } do
    t:act(x, "receive", "complete")
    t:act(x, "study", "done")
  end
  t:advance(calendar_days(24))
  t:overdue(d, "opinion")
  t:due(d, "stopped")
  t:act(d, "unpaid", "fail")
  t:ended(d, "refused")
  t:act(e, "unpaid", "paid", { fee_receipt = "KB-10" })
  t:at(e, "conclude")
end)

test "không nộp đề án đã sửa; không hợp lệ; quá thẩm quyền" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c = toi_ket_luan(t), nop(t), nop(t, 6000)
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  t:act(c, "too_large", "refuse")
  t:ended(c, "refused")
  t:act(a, "conclude", "revise")
  t:advance(calendar_days(66))
  t:ended(a, "refused")
end)
