-- gửi giấy tờ không khai báo
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  documents = { doc { id = "hop_dong", name = "Hợp đồng" } },
  start = "receive",
  steps = {
    handoff "receive" { unit = "tax", limit = working_days(3), sends = { "hop_dog" }, --> E25:74
      on = { answered = "granted", returned = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
