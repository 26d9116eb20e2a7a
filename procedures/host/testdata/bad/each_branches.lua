-- chạy cho từng mục mà có hai nhánh
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  fields = { owners = list { label = "Đồng sở hữu" } },
  start = "receive",
  steps = {
    parallel "receive" { each = "owners", next = "granted", --> E30:26
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
