-- hàm sửa biến bên ngoài
local count = 0
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    choose "receive" {
      by = function() --> E33:12
        count = count + 1
        return "co"
      end,
      cases = { co = "granted", khong = "refused" }, otherwise = "refused" },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
