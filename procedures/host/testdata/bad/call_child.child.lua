-- SPDX-License-Identifier: EUPL-1.2
return procedure {
  code = "9.000002", version = "1", field = "Thử", name = "Đăng ký khai sinh",
  legal_basis = { "Thử" }, time_limit = untimed, fee = vnd(0), start = "receive",
  fields = { ho_ten = text { label = "Họ tên" }, so_ban = number { label = "Số bản" } },
  documents = { doc { id = "giay_chung_sinh", name = "Giấy chứng sinh" } },
  results = { result { id = "gks", name = "Giấy khai sinh" } },
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      makes = { "gks" }, on = { complete = "granted", refuse = "refused" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
    finish "refused" { outcome = "refused", form = "03", deliver = { "counter" } },
  },
}
