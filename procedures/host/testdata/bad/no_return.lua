--> E00
procedure {
  code = "1.000001",
}
