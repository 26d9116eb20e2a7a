-- thiếu dấu phẩy giữa hai mục
return procedure {
  code = "1.000001" version = "2025.1", --> E00:3
}
