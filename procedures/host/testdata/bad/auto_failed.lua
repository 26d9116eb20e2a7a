-- bước tự động không nói hỏng thì sao
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    auto "receive" { call = "population.lookup",
      on = { ok = "granted", none = "refused" } }, --> E07:7
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
