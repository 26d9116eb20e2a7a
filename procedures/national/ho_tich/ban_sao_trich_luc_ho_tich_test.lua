-- SPDX-License-Identifier: EUPL-1.2
-- Bản sao trích lục: trước và sau 15 giờ, phí theo số bản, xác minh thì xin lỗi và dời hẹn.

local function nop(t, at)
  return t:submit { at = at, person_name = "Bế Văn Đàn",
    event_kind = "khai_sinh", copies = 3 }
end

local function toi_tham_tra(t, at)
  local d = nop(t, at)
  t:act(d, "receive", "complete")
  return d
end

test "nhận trước 15 giờ: trả trong ngày" (function(t)
  local d = toi_tham_tra(t, "2026-03-02 08:00")
  t:due(d, "2026-03-02 17:00")
  t:fee(d, 24000)
  t:act(d, "examine", "pass")
  t:act(d, "sign", "back")
  t:act(d, "examine", "pass")
  t:act(d, "sign", "signed")
  t:ended(d, "granted")
end)

test "nhận 15 giờ 10 thứ Sáu: trả thứ Hai" (function(t)
  t:due(nop(t, "2026-03-06 15:10"), "2026-03-09 17:00")
end)

test "phải xác minh: xin lỗi, hẹn dời; kết quả đúng hoặc sai" (function(t)
  local a = toi_tham_tra(t, "2026-03-02 08:00")
  t:act(a, "examine", "verify")
  t:due(a, "stopped")
  t:advance(working_days(2))
  t:act(a, "verify", "pass")
  t:due(a, "2026-03-04")
  t:act(a, "sign", "signed")
  t:eq(a.late, false)
  local b = toi_tham_tra(t)
  t:act(b, "examine", "verify")
  t:act(b, "verify", "fail")
  t:ended(b, "refused")
end)

test "bổ sung một lần, lần hai bị chặn; quá hạn" (function(t)
  local a = nop(t, "2026-03-02 08:00")
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:act(a, "receive", "complete")
  t:refuses(a, "examine", "missing", { says = "hết số lần" })
  t:act(a, "examine", "fail")
  t:ended(a, "refused")
  local b = toi_tham_tra(t)
  t:act(b, "examine", "missing")
  t:advance(calendar_days(33))
  t:ended(b, "refused")
  local c = nop(t)
  t:act(c, "receive", "refuse")
  t:ended(c, "refused")
end)
