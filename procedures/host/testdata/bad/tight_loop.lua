-- vòng lặp không qua người
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    choose "receive" { by = function() return "co" end, --> E15:5
      cases = { co = "again", khong = "granted" }, otherwise = "refused" },
    choose "again" { by = function() return "co" end,
      cases = { co = "receive" }, otherwise = "granted" },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
