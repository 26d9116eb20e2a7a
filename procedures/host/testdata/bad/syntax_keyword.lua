-- từ khóa của Lua trùng tiếng Việt không dấu
return procedure {
  steps = {
    choose "do_dac" { cases = { do = "trich_do", khong = "doi_chieu" } }, --> E00:5
  },
}
