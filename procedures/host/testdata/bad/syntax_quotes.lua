-- dấu nháy cong
return procedure {
  code = “1.000001”, --> E00:3
}
