-- SPDX-License-Identifier: EUPL-1.2
-- Bản sửa của deadline.lua: hàm allow không còn hỏng
return procedure {
  code = "9.000203", version = "2", field = "Thử", legal_basis = { "Thử" },
  name = "Hạn theo ngày và giờ làm việc", time_limit = working_days(1), fee = vnd(0),
  start = "receive",
  fields = { slow = yesno "Đi đường dài", amount = number "Số tiền" },
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(2),
      on = { complete = "appraise" } },
    human "appraise" { unit = "justice", level = "commune", limit = working_hours(4),
      allow = function(d) return true end,
      on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
