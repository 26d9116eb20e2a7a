-- từ lạ
return procedure {
  steps = {
    humen "receive" { unit = "one_stop" }, --> E00:5
  },
}
