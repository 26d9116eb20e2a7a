-- sửa và bỏ những bước bản gốc không còn
return override { extends = "1.000001", version = "2025.1-X",
  steps = { recieve = { limit = working_hours(2) } }, --> E31:13
  remove = { "review" }, --> E31:14
}
