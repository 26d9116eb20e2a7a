-- lấy ý kiến không nói hỏi ai
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    consult "receive" { silence = "consent", limit = working_days(7), --> E29:5
      on = { agreed = "granted", opposed = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
