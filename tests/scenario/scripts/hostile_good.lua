-- SPDX-License-Identifier: EUPL-1.2
-- Bản sửa của hostile_bad.lua: cùng các bước, các hàm luôn trả lời được.
return procedure {
  code = "9.000301", version = "2", field = "Thử", legal_basis = { "Thử" },
  name = "Thủ tục có hàm đã sửa",
  time_limit = working_days(3), start = "route",
  fields = {
    trouble = text { label = "Rắc rối ở đâu" },
    amount = number { label = "Số lượng" },
    place = text { label = "Ở đâu" },
  },
  fee = function(d) return vnd(math.max(d.amount or 0, 0) + 500) end,
  steps = {
    choose "route" { by = function(d)
        if d.trouble == "with" or d.trouble == "with_type" then return "send" end
        return "check"
      end,
      cases = { check = "check", send = "send" }, otherwise = "check" },
    auto "send" { call = "sms.send", limit = untimed,
      with = function(d) return { amount = d.amount or 0 } end,
      on = { ok = "check", failed = "check" } },
    human "check" { unit = "one_stop", role = "receiver", limit = working_hours(8),
      on = { done = "far" } },
    human "far" { unit = "justice", level = "commune", limit = working_hours(8),
      on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
