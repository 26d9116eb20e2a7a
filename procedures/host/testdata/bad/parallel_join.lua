-- gộp nhiều nhánh hơn số nhánh
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { join = 3, next = "granted", --> E30:26
      branch "a" {
        human "check" { unit = "land", limit = untimed, on = { pass = "done" } },
      },
      branch "b" {
        handoff "measure" { unit = "tax", limit = untimed,
          on = { answered = "done", returned = "done" } },
      },
    },
    finish "granted" { outcome = "granted" },
  },
}
