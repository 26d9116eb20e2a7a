-- SPDX-License-Identifier: EUPL-1.2
-- Hạn bước theo ngày và giờ làm việc; một hàm sai kiểu để có sự cố và bản sửa
return procedure {
  code = "9.000203", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Hạn theo ngày và giờ làm việc", time_limit = working_days(1), fee = vnd(0),
  start = "receive",
  fields = { slow = yesno "Đi đường dài", amount = number "Số tiền" },
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(2),
      on = { complete = "appraise" } },
    human "appraise" { unit = "justice", level = "commune", limit = working_hours(4),
      allow = function(d) return d.amount + 1 > 0 end,
      on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
