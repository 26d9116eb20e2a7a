-- SPDX-License-Identifier: EUPL-1.2
-- Xác nhận diện tích: hai ngày làm việc; người ký trả lại; từ chối ở hai chỗ.

local function nop(t)
  return t:submit { at = "2026-03-02 08:00", square_metres = 40, people = 4 }
end

test "đi trọn, người ký trả lại một lần" (function(t)
  local d = nop(t)
  t:due(d, "2026-03-04 17:00")
  t:fee(d, 0)
  t:act(d, "request", "complete")
  t:act(d, "measure", "pass")
  t:act(d, "confirm", "back")
  t:act(d, "measure", "pass")
  t:act(d, "confirm", "signed")
  t:ended(d, "granted")
end)

test "từ chối lúc nhận, lúc kiểm tra" (function(t)
  local a = nop(t)
  t:act(a, "request", "refuse")
  t:ended(a, "refused")
  local b = nop(t)
  t:act(b, "request", "complete")
  t:act(b, "measure", "fail")
  t:ended(b, "refused")
  t:eq(b.form, "03")
end)
