-- lấy ý kiến thiếu kết quả phản đối
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    consult "receive" { units = { { unit = "police" } }, silence = "consent",
      limit = working_days(7), on = { agreed = "granted" } }, --> E09:32
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
