-- SPDX-License-Identifier: EUPL-1.2
-- Thử bước human: giữ, trả, phân công, quá hạn chuyển cấp trên, lặp có hạn
return procedure {
  code = "9.000101", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thử bước human: giữ, trả, phân công, quá hạn chuyển cấp trên, lặp có hạn",
  time_limit = working_days(2), fee = vnd(0), start = "receive",
  fields = { note = text { label = "Ghi chú" } },
  results = { result { id = "ket_qua", name = "Kết quả" } },
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(2),
      on = { complete = "work" } },
    human "work" { unit = "justice", level = "commune", role = "specialist",
      limit = working_hours(6), times = 2, makes = { "ket_qua" },
      on = { done = "check", overdue = "escalated" } },
    human "escalated" { unit = "justice", level = "commune", role = "head",
      limit = working_hours(2), on = { done = "check" } },
    -- Không ghi vai trò: ai ở đơn vị cũng làm được.
    human "check" { unit = "committee", level = "commune", limit = untimed,
      on = { agreed = "granted", back = "work" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
  },
}
