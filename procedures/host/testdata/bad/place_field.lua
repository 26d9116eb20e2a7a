-- at viết sai tên thông tin
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  fields = { previous_residence = area { label = "Nơi cư trú trước" } },
  start = "receive",
  steps = {
    handoff "receive" { unit = "justice", at = "previous_residnce", limit = untimed, --> E32:48
      on = { answered = "granted", returned = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
