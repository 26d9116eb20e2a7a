-- SPDX-License-Identifier: EUPL-1.2
-- Thử bước wait: sự kiện nào tới trước, tin tới sớm được giữ, hết hạn
return procedure {
  code = "9.000106", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thử bước wait: sự kiện nào tới trước, tin tới sớm được giữ, hết hạn",
  time_limit = working_days(3), fee = vnd(0), start = "receive",
  fields = { amount = number { label = "Số tiền" } },
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "choice" } },
    wait "choice" {
      events = { paid = "treasury.paid", exempt = "tax.exempt", cancelled = "applicant.cancels" },
      clock = "stop", pause = "financial_duty", max = calendar_days(5),
      on = { paid = "granted", exempt = "second", cancelled = "refused", expired = "refused" } },
    wait "second" { event = "applicant.confirms", max = working_days(1),
      on = { arrived = "granted", expired = "follow" } },
    human "follow" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused" },
  },
}
