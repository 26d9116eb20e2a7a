-- bổ sung không giới hạn số lần (cảnh báo)
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    human "receive" { unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "granted", missing = "supplement", refuse = "refused" } },
    wait "supplement" { event = "applicant.supplement", clock = "stop", max = calendar_days(30), --> E16:5
      on = { arrived = "receive", expired = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
