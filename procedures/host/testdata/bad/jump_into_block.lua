-- nhảy từ ngoài vào trong nhánh
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { join = "all", next = "sign",
      branch "a" {
        human "check" { unit = "land", limit = untimed, on = { pass = "done" } },
      },
      branch "b" {
        handoff "measure" { unit = "tax", limit = untimed,
          on = { answered = "done", returned = "done" } },
      },
    },
    human "sign" { unit = "committee", limit = untimed,
      on = { signed = "granted", back = "check", refuse = "refused" } }, --> E12:41
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
