-- tên bước có dấu
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive", --> E11:11
  steps = {
    human "tiếp nhận" { unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4), --> E27:5
      on = { complete = "granted", refuse = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
