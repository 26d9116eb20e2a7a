-- một trong hai đường thiếu giờ (cảnh báo)
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = working_days(2), fee = vnd(0), --> W18:29
  start = "receive",
  steps = {
    human "receive" { unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "sign", missing = "supplement", refuse = "refused" } },
    wait "supplement" { event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    human "sign" { unit = "committee", level = "commune", role = "leader", sign = 2,
      limit = working_hours(4), on = { signed = "granted", council = "council" } },
    human "council" { unit = "committee", level = "commune", role = "leader",
      limit = working_hours(8), on = { agreed = "granted" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
