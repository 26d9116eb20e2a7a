-- SPDX-License-Identifier: EUPL-1.2
-- Thử bước auto: giao việc, nhận việc, mất máy trạm, thử lại
return procedure {
  code = "9.000102", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thử bước auto: giao việc, nhận việc, mất máy trạm, thử lại",
  time_limit = working_days(2), fee = vnd(0), start = "lookup",
  fields = {
    name = text { label = "Họ tên", required = true },
    found = text { label = "Kết quả tra cứu" },
  },
  steps = {
    auto "lookup" { call = "population.lookup", limit = working_hours(4),
      with = function(d) return { name = d.name, channel = d.channel } end,
      retry = { times = 2, backoff = minutes(1) },
      on = { ok = "granted", absent = "by_hand", failed = "by_hand", overdue = "by_hand" } },
    human "by_hand" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
