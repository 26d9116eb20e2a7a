-- SPDX-License-Identifier: EUPL-1.2
-- Xác nhận thông tin cư trú: hai đường một ngày và ba ngày, chỉ nhận trực tuyến.

local function nop(t, known)
  return t:submit { at = "2026-03-05 09:00", noi_dung = "nơi ở trước 2020", channel = "online",
    co_trong_csdl = known }
end

test "có trong cơ sở dữ liệu: xong trong ngày" (function(t)
  local d = nop(t, true)
  t:act(d, "receive", "complete")
  t:act(d, "confirm", "pass")
  t:act(d, "issue", "issued")
  t:ended(d, "granted")
  t:give(d, "online")
end)

test "phải xác minh: ba ngày, qua cuối tuần" (function(t)
  local d = nop(t, false)
  t:due(d, "2026-03-10 17:00")
  t:act(d, "receive", "complete")
  t:advance(working_days(2))
  t:act(d, "verify", "pass")
  t:act(d, "issue_verified", "issued")
  t:ended(d, "granted")
  t:eq(d.late, false)
end)

test "xác minh không đúng; từ chối lúc nhận" (function(t)
  local a = nop(t, false)
  t:act(a, "receive", "complete")
  t:act(a, "verify", "fail")
  t:ended(a, "refused")
  local b = nop(t, true)
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
end)

test "nộp trực tiếp: không nhận được" (function(t)
  local d = t:submit { at = "2026-03-05 09:00", noi_dung = "x" }
  t:act(d, "wrong_channel", "refuse")
  t:ended(d, "refused")
end)
