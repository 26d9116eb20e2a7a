-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký xe tạm thời: tám giờ làm việc, dừng lúc chờ nộp lệ phí, chỉ nhận trực tuyến.

local function nop(t)
  return t:submit { frame_number = "RL8", engine_number = "JC9", channel = "online",
    unit = "G01.14" }
end

test "nộp lệ phí rồi cấp, trong tám giờ làm việc" (function(t)
  t:advance "2026-03-02 09:00"
  local d = nop(t)
  t:due(d, "2026-03-03 09:30")
  t:act(d, "receive", "complete")
  t:due(d, "stopped")
  t:advance(working_hours(6))
  t:signal(d, "treasury.paid", { receipt_number = "KB-1" })
  t:due(d, "2026-03-04 08:00")
  t:act(d, "issue", "issued")
  t:ended(d, "granted")
  t:give(d, "online")
end)

test "không nộp lệ phí; không duyệt; từ chối" (function(t)
  t:advance "2026-03-02 09:00"
  local a, b, c = nop(t), nop(t), nop(t)
  t:act(b, "receive", "complete")
  t:signal(b, "treasury.paid")
  t:act(b, "issue", "fail")
  t:ended(b, "refused")
  t:act(c, "receive", "refuse")
  t:ended(c, "refused")
  t:act(a, "receive", "complete")
  t:advance(calendar_days(8))
  t:ended(a, "refused")
end)

test "bổ sung; quá hạn bổ sung; nộp trực tiếp không được" (function(t)
  t:advance "2026-03-02 09:00"
  local a, b = nop(t), nop(t)
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:act(a, "receive", "complete")
  t:at(a, "pay")
  t:act(b, "receive", "missing")
  local c = t:submit { frame_number = "RL8", engine_number = "JC9", unit = "G01.14.61" }
  t:act(c, "wrong_channel", "refuse")
  t:ended(c, "refused")
  t:advance(calendar_days(33))
  t:ended(b, "refused")
end)
