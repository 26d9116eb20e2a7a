-- kết quả không bao giờ xảy ra
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    consult "receive" { units = { { unit = "police" } }, silence = "consent",
      limit = working_days(7), on = { agreed = "granted", opposed = "refused", oposed = "refused" } }, --> E09:80
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
