-- SPDX-License-Identifier: EUPL-1.2
-- Điều chỉnh thông tin dân cư: làm tại chỗ, chuyển nơi cư trú, bị trả lại.

local function nop(t, home)
  return t:submit { at = "2026-03-02 08:00", change = "sửa nơi sinh", home = home or "01273",
    elsewhere = home ~= nil, unit = "G01.14.61" }
end

test "cư trú tại chỗ: hai ngày làm việc" (function(t)
  local d = nop(t)
  t:due(d, "2026-03-04 17:00")
  t:act(d, "receive", "complete")
  t:act(d, "check", "pass")
  t:desk(d, "update", "G01.14.61")
  t:act(d, "update", "done")
  t:ended(d, "granted")
end)

test "cư trú xã khác: chuyển, thời gian chuyển không tính" (function(t)
  local d = nop(t, "01654")
  t:act(d, "receive", "complete")
  t:desk(d, "transfer", "G01.14.64")
  t:due(d, "stopped")
  t:advance(working_days(1))
  t:answer(d, "transfer", "answered")
  t:due(d, "2026-03-05")
  t:desk(d, "check", "G01.14.64")
  t:act(d, "check", "fail")
  t:ended(d, "refused")
end)

test "nơi cư trú trả lại: nơi nhận xem lại" (function(t)
  local d = nop(t, "01654")
  t:act(d, "receive", "complete")
  t:answer(d, "transfer", "returned", { note = "không cư trú ở xã" })
  t:at(d, "receive")
  t:act(d, "receive", "refuse")
  t:ended(d, "refused")
end)

test "bổ sung, và quá hạn bổ sung" (function(t)
  local a = nop(t)
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:act(a, "receive", "complete")
  t:at(a, "check")
  local b = nop(t)
  t:act(b, "receive", "missing")
  t:advance(calendar_days(33))
  t:ended(b, "refused")
end)
