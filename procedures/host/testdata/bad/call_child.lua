-- SPDX-License-Identifier: EUPL-1.2
return procedure {
  code = "9.000001", version = "1", field = "Thử", name = "Gọi thủ tục, tên bên kia ghi sai",
  legal_basis = { "Thử" }, time_limit = untimed, fee = vnd(0), start = "birth",
  fields = { ten_tre = text { label = "Tên trẻ" }, so_ban = text { label = "Số bản" } },
  documents = { doc { id = "chung_sinh", name = "Giấy chứng sinh" } },
  results = { result { id = "khai_sinh", name = "Giấy khai sinh" } },
  steps = {
    call "birth" { procedure = "9.000002",
      with = { ho_tem = "ten_tre", so_ban = "so_ban" }, --> E39:16 E39:36
      sends = { giay_chung_sin = "chung_sinh" }, --> E39:17
      gives = { gks = "khai_sinh" },
      on = { granted = "granted" } }, --> E39:7
    finish "granted" { outcome = "granted", deliver = { "counter" } },
  },
}
