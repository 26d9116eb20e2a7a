-- lỗi khi chạy tệp
local t = nil
return procedure {
  code = t.code, --> E00:3
}
