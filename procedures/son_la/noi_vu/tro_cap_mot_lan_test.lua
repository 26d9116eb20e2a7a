-- SPDX-License-Identifier: EUPL-1.2
-- Sơn La: hội đồng xã họp xét, Sở trình thẳng UBND tỉnh, xã chi trả.
use { "../../national/noi_vu/tro_cap_mot_lan.lua" }

local function toi_so(t)
  local d = t:submit { at = "2025-07-07 08:00" }
  t:act(d, "receive", "complete")
  t:act(d, "assign", "assigned")
  t:act(d, "appraise", "pass")
  t:act(d, "review", "agreed")
  t:act(d, "council", "agreed")
  t:act(d, "complete_file", "completed")
  t:desk(d, "department", "H14.04")
  return d
end

test "đi trọn trong 12 ngày làm việc" (function(t)
  local d = toi_so(t)
  t:due(d, "2025-07-23")
  t:answer(d, "department", "answered")
  t:answer(d, "province", "answered")
  t:act(d, "pay", "paid")
  t:ended(d, "granted")
end)

test "Sở trả về xã, tỉnh trả về Sở" (function(t)
  local d = toi_so(t)
  t:answer(d, "department", "returned", { note = "thiếu biên bản" })
  t:act(d, "complete_file", "completed")
  t:answer(d, "department", "answered")
  t:answer(d, "province", "returned", { note = "sai tên" })
  t:answer(d, "department", "answered")
  t:answer(d, "province", "answered")
  t:act(d, "pay", "paid")
  t:ended(d, "granted")
end)

test "hội đồng không đồng ý" (function(t)
  local d = t:submit { at = "2025-07-07 08:00" }
  t:act(d, "receive", "complete")
  t:act(d, "assign", "assigned")
  t:act(d, "appraise", "pass")
  t:act(d, "review", "back")
  t:act(d, "appraise", "pass")
  t:act(d, "review", "agreed")
  t:act(d, "council", "not_agreed")
  t:ended(d, "refused")
end)

test "bổ sung, quá hạn, từ chối" (function(t)
  local a, b, c = t:submit { at = "2025-07-07 08:00" }, t:submit {}, t:submit {}
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:act(a, "receive", "refuse")
  t:ended(a, "refused")
  t:act(b, "receive", "complete")
  t:act(b, "assign", "assigned")
  t:act(b, "appraise", "fail")
  t:ended(b, "refused")
  t:act(c, "receive", "complete")
  t:act(c, "assign", "assigned")
  t:act(c, "appraise", "missing")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
end)
