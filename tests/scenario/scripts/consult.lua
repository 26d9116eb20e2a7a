-- SPDX-License-Identifier: EUPL-1.2
-- Thử bước consult: im lặng phải giải trình, hỏi một đơn vị một lần
return procedure {
  code = "9.000104", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thử bước consult: im lặng phải giải trình, hỏi một đơn vị một lần",
  time_limit = working_days(5), fee = vnd(0), start = "ask",
  fields = { other = area { label = "Xã liên quan" } },
  steps = {
    consult "ask" {
      units = {
        { unit = "justice", level = "commune" },
        { unit = "culture_social", level = "commune" },
        { unit = "justice", level = "commune", at = "other" },
      },
      role = "specialist", limit = working_days(2), silence = "explain",
      on = { agreed = "granted", opposed = "refused", silent = "decide" } },
    human "decide" { unit = "one_stop", role = "receiver", limit = working_days(1),
      on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
