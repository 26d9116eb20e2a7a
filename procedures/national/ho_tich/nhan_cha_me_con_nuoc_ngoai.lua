-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký nhận cha, mẹ, con có yếu tố nước ngoài: niêm yết ở xã mình và xã nơi thường trú của người
-- được nhận cùng lúc; nộp trực tuyến thì người yêu cầu soát bản nháp một ngày, im lặng là đồng ý.
--
-- Nguồn: mã 2.000779, QĐ 163/QĐ-BTP (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 10 ngày theo lịch cả ba kênh; niêm yết 05 ngày làm việc ở hai nơi; soát bản nháp tối đa một
-- ngày (trực tuyến). Bản mẫu cộng một ngày theo lịch như một ngày làm việc và chia 4 giờ + 1,5 + 5
-- + 1 (soát) + 1 + 1 = 10; hồ sơ không trực tuyến không có ngày soát (trong 9 ngày). Lệ phí: HĐND
-- tỉnh quyết định; miễn cho gia đình có công, hộ nghèo, người khuyết tật (nguồn). Bản mẫu 0, tỉnh
-- ghi số tiền trong tệp riêng.
-- Nguồn để ngỏ: xác minh kéo dài (Phiếu xin lỗi, hẹn lại, nguồn không cho số ngày: bản mẫu dừng
-- tính); có tranh chấp thì sao (nguồn chỉ nói "không có tranh chấp" mới đăng ký); nhận hồ sơ ở cấp
-- tỉnh.

return procedure {
  code = "2.000779", version = "2026.1", field = "Hộ tịch",
  name = "Thủ tục đăng ký nhận cha, mẹ, con có yếu tố nước ngoài",
  legal_basis = {
    "Luật Hộ tịch 2014", "NĐ 123/2015/NĐ-CP", "NĐ 87/2020/NĐ-CP", "NĐ 07/2025/NĐ-CP",
    "NĐ 120/2025/NĐ-CP", "TT 04/2020/TT-BTP", "TT 01/2022/TT-BTP", "TT 281/2016/TT-BTC",
  },
  receive_at = { "commune" }, time_limit = calendar_days(10), fee = vnd(0),
  fields = {
    parent = text { label = "Người nhận (cha, mẹ hoặc con)", required = true },
    child = text { label = "Người được nhận", required = true },
    child_home = area { label = "Nơi thường trú của người được nhận", required = true },
  },
  documents = {
    doc { id = "to_khai", name = "Tờ khai (hoặc mẫu điện tử tương tác)", required = true },
    doc { id = "chung_cu", name = "Chứng cứ quan hệ cha, mẹ, con, hoặc văn bản cam đoan",
      required = true },
    doc { id = "ho_chieu", name = "Bản sao hộ chiếu của người nước ngoài", required = true },
  },
  results = { result { id = "trich_luc", name = "Trích lục đăng ký nhận cha, mẹ, con" } },

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, kiểm tra hồ sơ", unit = "one_stop", level = "commune",
      role = "receiver", limit = working_hours(4),
      on = { complete = "examine", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ bổ sung, hoàn thiện", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "examine" { title = "Thẩm tra hồ sơ, xác minh", unit = "justice", level = "commune",
      role = "specialist", limit = working_hours(12),
      on = { pass = "post", verify = "verify", missing = "supplement", fail = "refused" } },
    human "verify" { title = "Xác minh thêm; Phiếu xin lỗi, hẹn lại ngày trả", unit = "justice",
      level = "commune", role = "specialist", form = "04", limit = untimed, clock = "stop",
      pause = "verification", times = 1, on = { pass = "post", fail = "refused" } },
    parallel "post" { title = "Niêm yết ở hai nơi, 5 ngày làm việc", limit = working_days(5),
      branch "tai_day" { title = "Tại UBND cấp xã nhận hồ sơ",
        wait "posted_here" { title = "Niêm yết tại trụ sở",
          events = { tranh_chap = "posting.objection" }, max = working_days(5),
          on = { tranh_chap = "done", expired = "done" },
          labels = { tranh_chap = "Có tranh chấp" } },
      },
      branch "noi_thuong_tru" { title = "Nơi thường trú của người được nhận",
        handoff "posted_there" { title = "Tư pháp nơi thường trú niêm yết, báo kết quả",
          unit = "justice", level = "commune", role = "specialist", at = "child_home",
          limit = working_days(5),
          on = { answered = "done", returned = "done", overdue = "done" } },
      },
      join = "all", next = "conclude" },
    human "conclude" { title = "Kết luận sau niêm yết", unit = "justice", level = "commune",
      role = "specialist", limit = working_hours(8),
      on = { pass = "channel", fail = "refused" } },
    choose "channel" { title = "Nộp trực tuyến?",
      by = function(d) return d.channel == "online" and "truc_tuyen" or "khong" end,
      cases = { truc_tuyen = "proofread", khong = "register" }, otherwise = "register" },
    -- Không phản hồi sau một ngày thì ghi sổ (nguồn). Chờ trong hạn, đồng hồ không dừng.
    wait "proofread" { title = "Người yêu cầu soát bản nháp trích lục",
      events = { confirmed = "applicant.confirmed", wrong = "applicant.correction" },
      times = 3, max = working_days(1), clock = "run",
      on = { confirmed = "register_online", wrong = "conclude", expired = "register_online" } },
    human "register_online" { title = "Ghi sổ, in trích lục, trình ký", unit = "committee",
      level = "commune", role = "leader", limit = working_hours(8), sign = 2,
      makes = { "trich_luc" }, on = { signed = "granted" } },
    human "register" { title = "Ghi sổ, in trích lục, ký", unit = "committee",
      level = "commune", role = "leader", limit = working_hours(8), sign = 2,
      makes = { "trich_luc" }, on = { signed = "granted_counter" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "granted_counter" { outcome = "granted", deliver = { "counter", "post" },
      within = calendar_days(9) },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
