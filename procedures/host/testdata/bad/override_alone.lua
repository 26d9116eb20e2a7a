-- sửa đổi mà không có bản gốc
return override { version = "2025.1-X", extends = "1.000001", --> E31:41
  steps = { receive = { limit = working_hours(2) } } }
