-- bỏ một bước mà bước khác còn dẫn tới --> base:8:E11:45
return override { extends = "1.000001", version = "2025.1-X",
  remove = { "refused" },
}
