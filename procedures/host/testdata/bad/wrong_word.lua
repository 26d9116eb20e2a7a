-- một chữ lạc vào danh sách các bước
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = { --> E27:3
    human "receive" { unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "granted", refuse = "refused" } },
    "kiem_tra",
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
