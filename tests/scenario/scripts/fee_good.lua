-- SPDX-License-Identifier: EUPL-1.2
-- Hàm phí đã sửa
return procedure {
  code = "9.000401", version = "2", field = "Thử", legal_basis = { "Thử" },
  name = "Thử phí chưa biết khi đã có kết quả",
  time_limit = working_days(3), start = "check",
  fields = { amount = number { label = "Số lượng", required = true } },
  fee = function(d) return vnd(d.amount < 0 and -d.amount or d.amount) end,
  steps = {
    human "check" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { done = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
  },
}
