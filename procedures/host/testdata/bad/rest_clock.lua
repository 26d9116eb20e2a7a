-- dừng đồng hồ ở nhánh còn chạy
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { join = "any", rest = "continue", next = "granted",
      branch "a" {
        handoff "ask" { unit = "tax", limit = untimed, clock = "stop", --> E30:56
          on = { answered = "done", returned = "done" } },
      },
      branch "b" {
        human "two" { unit = "land", limit = untimed, on = { pass = "done" } },
      },
    },
    finish "granted" { outcome = "granted" },
  },
}
