-- nhãn của lựa chọn không có
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  fields = {
    kind = choice { label = "Loại", choices = { "moi", "cap_lai" },
      labels = { mooi = "Cấp mới", cap_lai = "Cấp lại" } }, --> E38:18
  },
  start = "receive",
  steps = {
    human "receive" { unit = "land", limit = untimed, on = { pass = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
