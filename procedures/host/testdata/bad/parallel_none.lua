-- không chờ nhánh nào mà lại hủy các nhánh
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { join = "none", rest = "cancel", next = "granted", --> E30:26
      branch "a" {
        human "one" { unit = "land", limit = untimed, on = { pass = "done" } },
      },
      branch "b" {
        human "two" { unit = "land", limit = untimed, on = { pass = "done" } },
      },
    },
    finish "granted" { outcome = "granted" },
  },
}
