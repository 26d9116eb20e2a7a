-- SPDX-License-Identifier: EUPL-1.2
-- Các mẫu dòng việc cơ bản: nối tiếp, chia nhánh, gộp, chọn, vòng lặp, mốc, kết thúc
return procedure {
  code = "9.000201", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Các mẫu dòng việc cơ bản: nối tiếp, chia nhánh, gộp, chọn, vòng lặp, mốc, kết thúc",
  time_limit = working_days(10), fee = vnd(0), start = "receive",
  fields = {
    route = choice { label = "Đường đi", choices = { "long", "short" } },
    ask_police = yesno { label = "Hỏi công an" },
    ask_tax = yesno { label = "Hỏi thuế" },
    ask_land = yesno { label = "Hỏi địa chính" },
    unit_1 = area { label = "Nơi hỏi thứ nhất" },
    unit_2 = area { label = "Nơi hỏi thứ hai" },
    unit_3 = area { label = "Nơi hỏi thứ ba" },
  },
  steps = {
    -- 1 nối tiếp, 4 chọn một, 5 gộp đơn: hai đường tới một bước
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "exclusive" } },
    choose "exclusive" { by = function(d) return d.route end,
      cases = { long = "extra", short = "merge" }, otherwise = "merge" },
    human "extra" { unit = "justice", level = "commune", limit = working_hours(4),
      on = { done = "merge" } },
    human "merge" { unit = "justice", level = "commune", limit = working_hours(4),
      on = { split = "split", multi = "multi", each = "each", defer = "defer", race = "race",
        done = "close" } },
    -- 2 chia song song, 3 đồng bộ
    parallel "split" { join = "all", next = "close",
      branch "a" { human "split_a" { unit = "justice", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
      branch "b" { human "split_b" { unit = "culture_social", level = "commune",
        limit = working_hours(4), on = { done = "done" } } },
    },
    -- 6 chọn nhiều, 7 đồng bộ theo số nhánh thật sự chạy
    parallel "multi" { join = "all", next = "close",
      branch "police" { allow = function(d) return d.ask_police, "không phải hỏi công an" end,
        human "police" { unit = "police", limit = working_hours(4), on = { done = "done" } } },
      branch "tax" { allow = function(d) return d.ask_tax end,
        human "tax" { unit = "tax", limit = working_hours(4), on = { done = "done" } } },
      branch "land" { allow = function(d) return d.ask_land end,
        human "land" { unit = "land", limit = working_hours(4), on = { done = "done" } } },
    },
    -- 14 nhiều bản theo dữ liệu: hỏi từng nơi đã ghi, nơi trùng chỉ hỏi một lần
    consult "each" {
      units = {
        { unit = "justice", level = "commune", at = "unit_1" },
        { unit = "justice", level = "commune", at = "unit_2" },
        { unit = "justice", level = "commune", at = "unit_3" },
      },
      limit = working_days(2), silence = "consent",
      on = { agreed = "close", opposed = "close" } },
    -- 16 chọn muộn, 24 tin giữ lại: bên ngoài quyết định, ai tới trước thì theo
    wait "defer" { events = { yes = "applicant.yes", no = "applicant.no" }, max = working_days(2),
      on = { yes = "close", no = "refused", expired = "refused" } },
    -- 29 bên nào trước thì theo, bên kia bị hủy; 25 hủy cả một vùng
    parallel "race" { join = "any", next = "close",
      branch "a" { human "race_a" { unit = "justice", level = "commune",
        limit = working_hours(4), on = { done = "done", stop = "cancelled" } },
        finish "cancelled" { outcome = "refused" } },
      branch "b" {
        parallel "region" { join = "all", next = "done",
          branch "x" { human "region_x" { unit = "culture_social", level = "commune",
            limit = working_hours(4), on = { done = "done" } } },
          branch "y" { wait "region_y" { event = "applicant.end", max = working_days(2),
            on = { arrived = "done", expired = "done" } } },
        } },
    },
    -- 21 vòng lặp có hạn, 18 mốc: chỉ ký khi đã qua soát xét hai lần
    human "close" { unit = "committee", level = "commune", limit = working_hours(4), times = 3,
      on = { again = "close", ready = "sign" } },
    human "sign" { unit = "committee", level = "commune", role = "leader",
      limit = working_hours(4),
      allow = function(d) return d.visits.close >= 2, "phải soát xét ít nhất hai lần" end,
      on = { signed = "granted", back = "close" } },
    -- 43 kết thúc có tên
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused" },
  },
}
