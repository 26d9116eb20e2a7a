-- các bước dài hơn thời hạn
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = working_days(2), fee = vnd(0), --> E17:29
  start = "receive",
  steps = {
    human "receive" { unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "appraise", refuse = "refused" } },
    human "appraise" { unit = "justice", limit = working_hours(16),
      on = { pass = "granted", back = "receive" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
