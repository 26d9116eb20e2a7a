-- SPDX-License-Identifier: EUPL-1.2
-- Các mẫu của khối nhánh: mỗi mục một nhánh, nhánh thừa vẫn chạy, hai nhánh không cùng lúc
return procedure {
  code = "9.000203", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Các mẫu của khối nhánh: mỗi mục một nhánh, nhánh thừa vẫn chạy, không cùng lúc",
  time_limit = working_days(10), fee = vnd(0), start = "receive",
  fields = { owners = list { label = "Các đồng sở hữu" } },
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { notify = "notify", each = "each", majority = "majority", turns = "turns",
        first = "first", two = "two", critical = "critical" } },
    -- 12 báo cho nhiều nơi, không chờ nơi nào
    parallel "notify" { join = "none", next = "close", each = { "Thuế", "Công an" },
      branch "notice" { human "send" { unit = "one_stop", role = "receiver",
        limit = working_hours(4), on = { sent = "done" } } },
    },
    -- 14 mỗi đồng sở hữu một nhánh, 15 thêm người khi đang chạy
    parallel "each" { join = "all", next = "close", each = "owners",
      more = { unit = "justice", level = "commune", role = "specialist" },
      branch "owner" { human "confirm" { unit = "one_stop", role = "receiver", times = 1,
        limit = working_hours(4),
        allow = function(d, outcome)
          return outcome ~= "agree" or d.item ~= "Cà Thị Bình" or d.visits.confirm == 1,
            "sai người"
        end,
        on = { agree = "done", oppose = "opposed" } },
        finish "opposed" { outcome = "refused" } },
    },
    -- 34, 35 hai mục đầu là đủ
    parallel "majority" { join = 2, next = "close", each = "owners",
      branch "owner" { human "vote" { unit = "one_stop", role = "receiver",
        limit = working_hours(4), on = { done = "done" } } },
    },
    -- 39 với each: lần lượt từng mục
    parallel "turns" { next = "close", each = "owners",
      more = { unit = "one_stop", role = "receiver" },
      branch "owner" { lock = "desk", human "turn" { unit = "one_stop", role = "receiver",
        limit = working_hours(4), on = { done = "done" } } },
    },
    -- 9 nhánh đầu đi tiếp, nhánh kia vẫn làm cho xong
    parallel "first" { join = "any", rest = "continue", next = "close",
      branch "a" { human "first_a" { unit = "justice", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
      branch "b" { human "first_b" { unit = "culture_social", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
    },
    -- 30 hai trong ba là đủ, nhánh thứ ba vẫn làm cho xong
    parallel "two" { join = 2, rest = "continue", next = "close",
      branch "a" { human "two_a" { unit = "justice", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
      branch "b" { human "two_b" { unit = "culture_social", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
      branch "c" { human "two_c" { unit = "committee", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
    },
    -- 39 hai nhánh cùng sửa bản đồ không chạy cùng lúc; nhánh thứ ba thì được
    parallel "critical" { join = "all", next = "close",
      branch "split" { lock = "map", human "split" { unit = "justice", level = "commune",
        limit = working_hours(4), on = { done = "split_check" } },
        human "split_check" { unit = "justice", level = "commune", limit = working_hours(4),
          on = { done = "done" } } },
      branch "merge" { lock = "map", human "merge" { unit = "culture_social", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
      branch "fees" { human "fees" { unit = "committee", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
    },
    human "close" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { done = "granted", refuse = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused" },
  },
}
