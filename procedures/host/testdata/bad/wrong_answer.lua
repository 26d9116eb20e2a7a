-- hàm trả lời sai kiểu
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed,
  fee = function() return "8000" end, --> E33:9
  start = "receive",
  steps = {
    human "receive" { unit = "one_stop", level = "commune", role = "receiver", limit = untimed,
      on = { complete = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
