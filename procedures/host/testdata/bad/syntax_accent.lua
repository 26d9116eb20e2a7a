-- tên có dấu
return procedure {
  steps = {
    choose "do_dac" { cases = { đo = "trich_do", khong = "doi_chieu" } }, --> E00:5
  },
}
