-- nhảy ra khỏi nhánh
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { join = "all", next = "granted",
      branch "a" {
        human "check" { unit = "land", limit = untimed, on = { pass = "refused" } }, --> E10:71
      },
      branch "b" {
        handoff "measure" { unit = "tax", limit = untimed,
          on = { answered = "done", returned = "done" } },
      },
    },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
