-- khóa không ai cùng khóa
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { next = "granted",
      branch "a" { lock = "map", --> E30:27
        human "one" { unit = "land", limit = untimed, on = { pass = "done" } },
      },
      branch "b" { lock = "maps", --> E30:27
        human "two" { unit = "land", limit = untimed, on = { pass = "done" } },
      },
    },
    finish "granted" { outcome = "granted" },
  },
}
