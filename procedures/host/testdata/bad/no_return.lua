--> E00:0
procedure {
  code = "1.000001",
}
