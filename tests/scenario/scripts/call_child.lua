-- SPDX-License-Identifier: EUPL-1.2
-- Thủ tục con
return procedure {
  code = "9.000109", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thủ tục con",
  time_limit = working_days(2), fee = vnd(5000), start = "receive",
  fields = { finding = text { label = "Kết luận" } },
  steps = {
    human "receive" { unit = "justice", level = "commune", role = "specialist",
      limit = working_hours(4), on = { complete = "decide", missing = "supplement" } },
    wait "supplement" { event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(10), on = { arrived = "receive", expired = "refused" } },
    human "decide" { unit = "justice", level = "commune", role = "head", limit = working_hours(4),
      on = { pass = "granted", fail = "refused", defer = "deferred" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused" },
    -- Kết cục mà thủ tục cha không biết.
    finish "deferred" { outcome = "deferred" },
  },
}
