-- SPDX-License-Identifier: EUPL-1.2
-- Thẻ thường trú: sáu tháng, lệ phí theo tỷ giá, bộ đồng ý hoặc không.

local function nop(t)
  return t:submit { person_name = "A. Mẫu", nationality = "Lào", usd_rate = 25000,
    unit = "G01.14" }
end

test "được chấp nhận: sáu tháng, 2.500.000 đồng" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nop(t)
  t:due(d, "2026-09-03 17:00") -- 2/9 nghỉ lễ
  t:fee(d, 2500000)
  t:act(d, "receive", "complete")
  t:act(d, "verify", "done")
  t:advance(months(3))
  t:act(d, "ministry", "agreed")
  t:act(d, "notify", "done")
  t:act(d, "card", "issued")
  t:ended(d, "granted")
  t:eq(d.late, false)
end)

test "không được chấp nhận; bổ sung; từ chối; quá hạn bổ sung" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c = nop(t), nop(t), nop(t)
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:act(a, "receive", "complete")
  t:act(a, "verify", "done")
  t:act(a, "ministry", "disagreed")
  t:ended(a, "refused")
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  t:act(c, "receive", "missing")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
end)
