-- SPDX-License-Identifier: EUPL-1.2
-- Sai có chủ ý: kết quả dẫn tới bước không có.
return procedure {
  code = "9.000001", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Tệp sai",
  time_limit = working_days(1), fee = vnd(0), start = "receive",
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(8),
      on = { complete = "sgin" } },
    human "sign" { unit = "committee", role = "leader", limit = working_hours(0),
      on = { signed = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
