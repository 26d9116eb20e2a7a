-- hai giấy tờ cùng mã
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  documents = {
    doc { id = "to_khai", name = "Tờ khai" },
    doc { id = "to_khai", name = "Tờ khai khác" }, --> E01:16
  },
  start = "receive",
  steps = {
    human "receive" { unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "granted", refuse = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
