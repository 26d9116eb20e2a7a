-- SPDX-License-Identifier: EUPL-1.2
-- Phiên bản mới: bước thẩm định đổi tên, thời hạn dài hơn
return procedure {
  code = "9.000301", version = "2", field = "Thử", legal_basis = { "Thử" },
  name = "Đổi phiên bản khi hồ sơ đang chạy", time_limit = working_days(10), fee = vnd(0),
  start = "receive",
  fields = { purpose = text "Mục đích" },
  documents = { doc { id = "to_khai", name = "Tờ khai" } },
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "review", missing = "supplement", refuse = "refused" } },
    wait "supplement" { event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    human "review" { unit = "justice", level = "commune", limit = working_hours(16),
      on = { pass = "sign", fail = "refused" } },
    human "sign" { unit = "committee", level = "commune", role = "leader", limit = working_hours(4),
      on = { signed = "granted", back = "review" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
