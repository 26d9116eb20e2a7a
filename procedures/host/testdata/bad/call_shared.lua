-- SPDX-License-Identifier: EUPL-1.2
return procedure {
  code = "9.000001", version = "1", field = "Thử", name = "Gọi thủ tục, tên ở đây ghi sai",
  legal_basis = { "Thử" }, time_limit = untimed, fee = vnd(0), start = "birth",
  fields = { ten_tre = text { label = "Tên trẻ" } },
  documents = { doc { id = "to_khai", name = "Tờ khai" } },
  steps = {
    call "birth" { procedure = "9.000002", --> E25:5
      with = { ho_ten = "ten_be" }, --> E27:25
      sends = { chung_sinh = "to_khay" }, --> E25:30
      gives = { gks = "khai_sinh" },
      on = { granted = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
  },
}
