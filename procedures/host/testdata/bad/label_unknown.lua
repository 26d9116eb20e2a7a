-- nhãn của kết quả không có
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    human "receive" { unit = "land", limit = untimed, on = { pass = "granted" },
      labels = { passed = "Đạt" } }, --> E38:18
    finish "granted" { outcome = "granted" },
  },
}
