-- SPDX-License-Identifier: EUPL-1.2
-- Vỉa hè, lòng đường: đám tang trong ngày, việc khác năm ngày.

local function nop(t, purpose)
  return t:submit { road = "phố Kim Đồng", purpose = purpose, from_date = "2026-03-10",
    to_date = "2026-03-11" }
end

local function nhan(t, purpose)
  local d = nop(t, purpose)
  t:act(d, "receive", "complete")
  return d
end

test "đám tang: cấp trong ngày; không cấp" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b = nhan(t, "dam_tang"), nhan(t, "dam_tang")
  t:act(a, "check_today", "pass")
  t:act(a, "sign_today", "back")
  t:act(a, "check_today", "pass")
  t:act(a, "sign_today", "signed")
  t:ended(a, "granted")
  t:act(b, "check_today", "fail")
  t:ended(b, "refused")
end)

test "đám cưới: năm ngày làm việc; không cấp" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b = nhan(t, "dam_cuoi"), nhan(t, "khac")
  t:due(a, "2026-03-09 17:00")
  t:act(a, "check", "pass")
  t:act(a, "sign", "back")
  t:act(a, "check", "pass")
  t:act(a, "sign", "signed")
  t:ended(a, "granted")
  t:act(b, "check", "fail")
  t:ended(b, "refused")
end)

test "bổ sung, quá hạn bổ sung, từ chối" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c = nop(t, "khac"), nop(t, "khac"), nop(t, "khac")
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:at(a, "receive")
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  t:act(c, "receive", "missing")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
end)
