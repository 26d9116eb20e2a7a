-- khóa một nhánh có khối còn chạy
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { next = "granted",
      branch "a" { lock = "map", --> E30:20
        parallel "inner" { join = "any", rest = "continue", next = "done",
          branch "x" { human "one" { unit = "land", limit = untimed, on = { pass = "done" } } },
          branch "y" { human "two" { unit = "land", limit = untimed, on = { pass = "done" } } } },
      },
      branch "b" { lock = "map",
        human "three" { unit = "land", limit = untimed, on = { pass = "done" } },
      },
    },
    finish "granted" { outcome = "granted" },
  },
}
