-- SPDX-License-Identifier: EUPL-1.2
-- Các mẫu dòng việc nên có: vòng nhiều cửa, hỏi nhiều nơi định trước, đủ số thì đi, cắt ngang
return procedure {
  code = "9.000202", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Các mẫu dòng việc nên có: vòng nhiều cửa, hỏi nhiều nơi, đủ số thì đi, cắt ngang",
  time_limit = working_days(10), fee = vnd(0), start = "receive",
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { cycle_a = "cycle_a", cycle_b = "cycle_b", each = "each", two = "two",
        opinions = "opinions", stop_asking = "stop_asking", first = "first" } },
    -- 10 vòng nhiều cửa vào, nhiều cửa ra
    human "cycle_a" { unit = "justice", level = "commune", limit = working_hours(4), times = 3,
      on = { other = "cycle_b", done = "granted" } },
    human "cycle_b" { unit = "culture_social", level = "commune", limit = working_hours(4),
      times = 3, on = { other = "cycle_a", stop = "refused" } },
    -- 13 số bản định trước
    consult "each" { units = { { unit = "justice", level = "commune" }, { unit = "police" } },
      limit = working_days(2), silence = "consent",
      on = { agreed = "granted", opposed = "refused" } },
    -- 9 nhánh đầu tiên đi tiếp
    parallel "first" { join = "any", next = "granted",
      branch "a" { human "first_a" { unit = "justice", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
      branch "b" { human "first_b" { unit = "culture_social", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
    },
    -- 30, 32 đủ hai trong ba nhánh
    parallel "two" { join = 2, next = "granted",
      branch "a" { human "two_a" { unit = "justice", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
      branch "b" { human "two_b" { unit = "culture_social", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
      branch "c" { human "two_c" { unit = "committee", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
    },
    -- 34, 35 đủ hai trong ba nơi được hỏi
    parallel "opinions" { join = 2, next = "granted",
      branch "a" { consult "ask_a" { units = { { unit = "justice", level = "commune" } },
        limit = working_days(2), silence = "consent", on = { agreed = "done",
          opposed = "done" } } },
      branch "b" { consult "ask_b" { units = { { unit = "police" } },
        limit = working_days(2), silence = "consent", on = { agreed = "done",
          opposed = "done" } } },
      branch "c" { consult "ask_c" { units = { { unit = "tax" } },
        limit = working_days(2), silence = "consent", on = { agreed = "done",
          opposed = "done" } } },
    },
    -- 26 cắt mọi bản đang hỏi, 27 kết thúc hỏi sớm và đi tiếp
    parallel "stop_asking" { join = "any", next = "how",
      branch "ask" { consult "ask" {
        units = { { unit = "justice", level = "commune" }, { unit = "police" }, { unit = "tax" } },
        limit = working_days(3), silence = "consent",
        on = { agreed = "done", opposed = "done" } } },
      branch "close" { human "close" { unit = "one_stop", role = "receiver", limit = untimed,
        on = { enough = "done", give_up = "given_up" } },
        human "given_up" { unit = "one_stop", role = "receiver", limit = untimed,
          on = { noted = "done" } } },
    },
    choose "how" { by = function(d) return d.visits.given_up > 0 and "no" or "yes" end,
      cases = { yes = "granted", no = "refused" }, otherwise = "refused" },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused" },
  },
}
