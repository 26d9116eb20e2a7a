-- SPDX-License-Identifier: EUPL-1.2
-- Thủ tục độc của bộ mô phỏng: hồ sơ nào mang chất độc thì chỉ hồ sơ đó được dừng lại.

return procedure {
  code = "9.000003", version = "1", field = "Mô phỏng", name = "Thủ tục độc",
  legal_basis = { "NĐ 118/2025/NĐ-CP" },
  time_limit = working_days(3),
  fields = { poison = text { label = "Chất độc", required = true },
    amount = number { label = "Số tiền" } },
  documents = {}, results = {},
  fee = function(d)
    if d.poison == "fee" then error("phí không tính được") end
    return vnd(1000)
  end,
  start = "turn",
  steps = {
    choose "turn" {
      by = function(d)
        local n = 0
        while d.poison == "spin" do n = n + 1 end
        if d.poison == "memory" then
          local t = {}
          for i = 1, 100000000 do t[i] = { i } end
        end
        if d.poison == "by" then error("không chọn được") end
        return d.poison == "twice" and "again" or "desk"
      end,
      cases = { desk = "desk", again = "send" }, otherwise = "desk" },
    human "desk" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      allow = function(d)
        if d.poison == "allow" then error("không rõ có được không") end
        return true
      end,
      on = { on = "send", far = "away", refuse = "refused" } },
    auto "send" { call = "sms.send", retry = { times = 1, backoff = seconds(5) },
      limit = working_hours(2),
      with = function(d)
        if d.poison == "with" then error("không gửi được") end
        return { text = d.poison }
      end,
      on = { ok = "granted", failed = "desk" } },
    human "away" { unit = "justice", role = "specialist", limit = working_hours(4),
      at = function(d) return d.poison == "at" and "00000" or nil end,
      on = { seen = "granted", refuse = "refused" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
