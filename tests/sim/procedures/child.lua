-- SPDX-License-Identifier: EUPL-1.2
-- Thủ tục con của bộ mô phỏng: chạy dưới mã hồ sơ của thủ tục gọi nó, hoặc một mình.

return procedure {
  code = "9.000002", version = "1", field = "Mô phỏng", name = "Thủ tục con",
  legal_basis = { "NĐ 118/2025/NĐ-CP" },
  time_limit = calendar_days(4),
  fields = { urgent = yesno { label = "Khẩn" } },
  documents = {}, results = {}, fee = vnd(0),
  start = "see",
  steps = {
    human "see" { unit = "justice", role = "specialist", limit = working_hours(6),
      on = { good = "pace", bad = "refused" } },
    choose "pace" { by = function(d) return d.urgent and "fast" or "slow" end,
      cases = { fast = "granted", slow = "send" }, otherwise = "send" },
    auto "send" { call = "sms.send", retry = { times = 4, backoff = seconds(20) },
      limit = working_hours(2), on = { ok = "granted", failed = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "online" } },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
