-- song song chỉ có một nhánh
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { next = "granted", --> E30:5
      branch "a" { human "check" { unit = "land", limit = untimed, on = { pass = "done" } } },
    },
    finish "granted" { outcome = "granted" },
  },
}
