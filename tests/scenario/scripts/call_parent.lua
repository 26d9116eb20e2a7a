-- SPDX-License-Identifier: EUPL-1.2
-- Thử bước call: thủ tục cha gọi thủ tục con dưới cùng một mã hồ sơ
return procedure {
  code = "9.000108", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thử bước call: thủ tục cha gọi thủ tục con dưới cùng một mã hồ sơ",
  time_limit = working_days(5), fee = vnd(20000), start = "receive",
  fields = { purpose = text { label = "Mục đích" } },
  documents = { doc { id = "don", name = "Đơn" } },
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "child", both = "both" } },
    call "child" { procedure = "9.000109", on = { granted = "close", refused = "refused" } },
    parallel "both" { join = "all", next = "close",
      branch "a" { call "child_a" { procedure = "9.000109",
        on = { granted = "done", refused = "done" } } },
      branch "b" { call "child_b" { procedure = "9.000109",
        on = { granted = "done", refused = "done" } } },
    },
    human "close" { unit = "committee", level = "commune", role = "leader",
      limit = working_hours(4), on = { signed = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
