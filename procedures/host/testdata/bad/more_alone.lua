-- thêm được mà không có danh sách
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    parallel "receive" { next = "granted", more = { unit = "land" }, --> E30:44
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
