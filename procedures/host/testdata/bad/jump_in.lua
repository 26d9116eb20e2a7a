-- nhảy từ nhánh này sang nhánh khác
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { join = "all", next = "granted",
      branch "a" {
        human "check" { unit = "land", limit = untimed, on = { pass = "done" } },
      },
      branch "b" {
        handoff "measure" { unit = "tax", limit = untimed,
          on = { answered = "check", returned = "done" } }, --> E12:29
      },
    },
    finish "granted" { outcome = "granted" },
  },
}
