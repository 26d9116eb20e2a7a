-- SPDX-License-Identifier: EUPL-1.2
-- Thử các hàm: phí, rẽ nhánh, gửi gì, cho phép, ở đâu
return procedure {
  code = "9.000107", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thử các hàm: phí, rẽ nhánh, gửi gì, cho phép, ở đâu",
  time_limit = working_days(3), start = "route",
  fields = {
    amount = number { label = "Số lượng" },
    poor = yesno { label = "Hộ nghèo" },
    born = date { label = "Ngày sinh" },
    place = text { label = "Mã địa bàn hoặc đơn vị" },
    kind = text { label = "Loại" },
  },
  documents = { doc { id = "don", name = "Đơn" }, doc { id = "uy_quyen", name = "Ủy quyền" } },
  fee = function(d)
    if d.poor then return vnd(0) end
    local each = d.channel == "online" and 8000 or 15000
    return vnd(each * (d.amount or 1))
  end,
  steps = {
    choose "route" { by = function(d)
        if d.papers.uy_quyen then return "proxy" end
        if d.born and string.starts_with(d.born, "2025") then return "child" end
        return d.kind or "desk"
      end,
      cases = { proxy = "check", child = "send", far = "far" }, otherwise = "check" },
    human "check" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      allow = function(d)
        if d.visits.check > 1 then return true end
        return d.amount ~= nil and d.amount > 0, "phải ghi số lượng"
      end,
      on = { done = "granted", again = "check" } },
    auto "send" { call = "sms.send", limit = untimed,
      with = function(d)
        return { amount = d.amount, poor = d.poor, born = d.born, unit = d.unit,
          online = d.channel == "online" }
      end,
      on = { ok = "granted", failed = "granted" } },
    human "far" { unit = "justice", limit = working_hours(4),
      at = function(d) return d.place end, on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
