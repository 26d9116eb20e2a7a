-- im lặng phải giải trình mà không nói đi đâu (cảnh báo)
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    consult "receive" { units = { { unit = "police" } }, silence = "explain", --> E29:5
      limit = working_days(7), on = { agreed = "granted", opposed = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
