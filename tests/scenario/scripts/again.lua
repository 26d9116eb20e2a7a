-- SPDX-License-Identifier: EUPL-1.2
-- Yêu cầu bổ sung lần nữa, tới qua một chỗ rẽ của máy
return procedure {
  code = "9.000108", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Yêu cầu bổ sung lần nữa qua chỗ rẽ", time_limit = working_days(5), fee = vnd(0),
  fields = { thin = yesno { label = "Hồ sơ mỏng" } }, start = "receive",
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { look = "how" } },
    choose "how" { by = function(d) return d.thin and "thin" or "full" end,
      cases = { thin = "supplement", full = "granted" }, otherwise = "granted" },
    wait "supplement" { event = "applicant.supplement", clock = "stop", times = 2,
      max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
