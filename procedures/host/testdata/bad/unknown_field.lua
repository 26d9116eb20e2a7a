-- hàm đọc thông tin không khai báo
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  fields = { purpose = text "Mục đích" },
  start = "receive",
  steps = {
    choose "receive" {
      by = function(d)
        return d.purpse and "co" or "khong" --> E33:25
      end,
      cases = { co = "granted", khong = "refused" }, otherwise = "refused" },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
