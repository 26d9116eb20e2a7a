-- bước chưa có thời hạn (cảnh báo)
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    human "receive" { unit = "one_stop", --> E03:5
      on = { complete = "granted", refuse = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
