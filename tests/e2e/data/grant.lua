-- SPDX-License-Identifier: EUPL-1.2
-- Trợ cấp chia theo số người: chưa ai nghĩ tới hồ sơ không có người nào.

return procedure {
  code = "9.000003", version = "2025.1", field = "Xã hội", name = "Trợ cấp một lần",
  legal_basis = { "NĐ 20/2021/NĐ-CP" },
  receive_at = { "commune" }, time_limit = working_days(2),
  fields = { total = number { label = "Tổng tiền", required = true },
    people = number { label = "Số người", required = true } },
  documents = {}, results = { result { id = "qd", name = "Quyết định" } },
  fee = vnd(0),
  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận", unit = "one_stop", level = "commune",
      role = "receiver", limit = working_hours(4), on = { complete = "share" } },
    choose "share" { by = function(d)
        return d.total // d.people > 1000000 and "much" or "little"
      end,
      cases = { much = "sign", little = "sign" }, otherwise = "sign" },
    human "sign" { title = "Ký", unit = "committee", level = "commune", role = "leader",
      limit = working_hours(12), makes = { "qd" }, on = { signed = "granted", fail = "refused" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
