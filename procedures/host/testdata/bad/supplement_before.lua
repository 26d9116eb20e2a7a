-- bước chờ bổ sung viết sau mà tới trước, qua một chỗ rẽ của máy (cảnh báo)
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  fields = { thin = yesno { label = "Hồ sơ mỏng" } },
  start = "receive",
  steps = {
    wait "again" { event = "applicant.supplement", clock = "stop", times = 1, --> W36:5
      max = calendar_days(30), on = { arrived = "sign", expired = "refused" } },
    human "receive" { unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "sign", missing = "supplement", refuse = "refused" } },
    wait "supplement" { event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "sign", expired = "refused" } },
    human "sign" { unit = "committee", level = "commune", role = "leader", sign = 2,
      limit = working_hours(4), on = { signed = "granted", look = "how" } },
    choose "how" { by = function(d) return d.thin and "thin" or "full" end,
      cases = { thin = "again", full = "granted" }, otherwise = "granted" },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
