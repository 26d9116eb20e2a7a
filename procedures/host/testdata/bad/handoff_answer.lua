-- liên thông không nói được trả lời thì sao
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    handoff "receive" { unit = "tax", limit = working_days(3),
      on = { returned = "refused", overdue = "granted" } }, --> E04:7
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
