-- SPDX-License-Identifier: EUPL-1.2
-- Chế độ ốm đau: tất cả, một phần, không ai được hưởng.

local function nop(t)
  return t:submit { don_vi = "Công ty Gạch Nà Cạn", so_nguoi = 12 }
end

local function duyet(t, number)
  local d = nop(t)
  t:act(d, "receive", "complete")
  t:act(d, "examine", "pass", { du_dieu_kien = number })
  t:act(d, "approve", "signed")
  return d
end

test "tất cả được hưởng: sáu ngày làm việc" (function(t)
  t:advance "2026-03-02 08:00"
  local d = duyet(t, 12)
  t:due(d, "2026-03-10 17:00")
  t:act(d, "pay_all", "done")
  t:ended(d, "granted")
end)

test "một phần; không ai" (function(t)
  t:advance "2026-03-02 08:00"
  local a = duyet(t, 10)
  t:act(a, "pay_part", "done")
  t:ended(a, "partly_granted")
  t:eq(a.form, "03")
  t:ended(duyet(t, 0), "refused")
end)

test "chưa ghi số, ghi quá số, người duyệt trả lại" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nop(t)
  t:act(d, "receive", "complete")
  t:act(d, "examine", "pass") -- quên ghi
  t:at(d, "examine")
  t:act(d, "examine", "pass", { du_dieu_kien = 13 })
  t:at(d, "examine")
  t:act(d, "examine", "pass", { du_dieu_kien = 11 })
  t:act(d, "approve", "back")
  t:at(d, "examine")
end)

test "bổ sung, quá hạn bổ sung, từ chối" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c = nop(t), nop(t), nop(t)
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:at(a, "receive")
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  t:act(c, "receive", "complete")
  t:act(c, "examine", "missing")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
end)
