-- nhánh không bao giờ xong
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { join = "all", next = "granted",
      branch "a" { --> E30:14
        human "check" { unit = "land", limit = untimed, on = { again = "check" } },
      },
      branch "b" {
        handoff "measure" { unit = "tax", limit = untimed,
          on = { answered = "done", returned = "done" } },
      },
    },
    finish "granted" { outcome = "granted" },
  },
}
