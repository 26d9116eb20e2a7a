-- sửa đổi cho thủ tục khác
return override { version = "2025.1-X", extends = "1.000002", --> E31:41
  steps = { receive = { limit = working_hours(2) } } }
