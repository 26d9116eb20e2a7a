-- SPDX-License-Identifier: EUPL-1.2
-- Thử bước handoff quá hạn mà vẫn ở nơi nhận
return procedure {
  code = "9.000149", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thử bước handoff quá hạn mà vẫn ở nơi nhận",
  time_limit = working_days(5), fee = vnd(0), start = "verify",
  steps = {
    handoff "verify" { unit = "justice", level = "commune", limit = working_days(2),
      on = { answered = "decide", returned = "decide" } },
    human "decide" { unit = "one_stop", role = "receiver", limit = working_days(1),
      on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
