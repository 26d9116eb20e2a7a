-- SPDX-License-Identifier: EUPL-1.2
-- Bản lỗi: tùy loại rắc rối ghi trong hồ sơ, một hàm hỏng theo một cách. Bản sửa: hostile_good.lua.
return procedure {
  code = "9.000301", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thủ tục có hàm hỏng",
  time_limit = working_days(3), start = "route",
  fields = {
    trouble = text { label = "Rắc rối ở đâu" },
    amount = number { label = "Số lượng" },
    place = text { label = "Ở đâu" },
  },
  fee = function(d)
    if d.trouble == "fee" then error("chưa có biểu phí cho trường hợp này") end
    if d.trouble == "fee_text" then return "mười nghìn" end
    if d.trouble == "fee_negative" then return vnd(d.amount) end
    return vnd(1000)
  end,
  steps = {
    choose "route" { by = function(d)
        if d.trouble == "by" then error("không biết đi đâu") end
        if d.trouble == "by_type" then return 7 end
        if d.trouble == "by_nil" then return "nhánh " .. d.place end
        if d.trouble == "by_loop" then while true do end end
        if d.trouble == "by_memory" then
          local all = "x"
          while true do all = all .. all end
        end
        if d.trouble == "with" or d.trouble == "with_type" then return "send" end
        return "check"
      end,
      cases = { check = "check", send = "send" }, otherwise = "check" },
    auto "send" { call = "sms.send", limit = untimed,
      with = function(d)
        if d.trouble == "with" then return { amount = d.amount + 1 } end
        if d.trouble == "with_type" then return 5 end
        return {}
      end,
      on = { ok = "check", failed = "check" } },
    human "check" { unit = "one_stop", role = "receiver", limit = working_hours(8),
      allow = function(d)
        if d.trouble == "allow" then error("chưa tra được sổ gốc") end
        if d.trouble == "allow_type" then return "có" end
        return true
      end,
      on = { done = "far" } },
    human "far" { unit = "justice", level = "commune", limit = working_hours(8),
      at = function(d)
        if d.trouble == "at" then error("không rõ nơi giải quyết") end
        if d.trouble == "at_type" then return 99 end
        if d.trouble == "at_nowhere" then return "H99.99" end
        return d.unit
      end,
      on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
