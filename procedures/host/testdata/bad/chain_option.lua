-- chuỗi chuẩn có mục gõ sai
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    standard_chain { unit = "justice", recieve_level = "commune", hours = { 1, 1, 1, 1, 1, 1 } }, --> E00:5
  },
}
