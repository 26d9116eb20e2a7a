-- câu trả lời lấy từ thông tin của hồ sơ, và rẽ theo otherwise có chủ ý: không phải lỗi
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  fields = { kind = choice { label = "Loại", choices = { "loai_3", "loai_1", "loai_2" } },
    note = text "Ghi chú" },
  start = "which",
  steps = {
    choose "which" { by = function(d) return d.kind end,
      cases = { loai_1 = "again", loai_2 = "refused" }, otherwise = "again" },
    choose "again" { by = function(d) return d.note end,
      cases = { y = "granted" }, otherwise = "refused" },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
