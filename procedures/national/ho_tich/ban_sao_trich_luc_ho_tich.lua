-- SPDX-License-Identifier: EUPL-1.2
-- Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh: trong ngày, sau 15 giờ trả ngày làm việc
-- sau; phải xác minh thì xin lỗi và hẹn lại.
--
-- Nguồn: mã 2.000635, QĐ 163/QĐ-BTP (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: danh mục không ghi số; lời nguồn nói tiếp nhận sau 15 giờ thì trả trong ngày làm việc tiếp
-- theo, nên bản mẫu lấy trong ngày. Phí 8.000 đồng cả ba kênh (TT 281/2016/TT-BTC: mỗi bản sao một
-- sự kiện). Giờ chia 2 + 4 + 2 = 8 là của bản mẫu.
-- Nguồn để ngỏ: nhận ở cấp tỉnh thì chuyển Sở Tư pháp hay UBND xã (tệp này là phần cấp xã); xác
-- minh bao lâu và có dừng tính giờ không (nguồn chỉ nói Phiếu xin lỗi, hẹn lại; bản mẫu cho 3 ngày
-- làm việc và dời hẹn đúng bằng thời gian xác minh); số lần bổ sung (bản mẫu một lần).

return procedure {
  code = "2.000635", version = "2026.1", field = "Hộ tịch",
  name = "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh",
  legal_basis = {
    "Luật Hộ tịch 2014", "NĐ 123/2015/NĐ-CP", "NĐ 87/2020/NĐ-CP", "NĐ 07/2025/NĐ-CP",
    "NĐ 18/2026/NĐ-CP", "TT 04/2020/TT-BTP", "TT 281/2016/TT-BTC",
  },
  receive_at = { "commune" }, time_limit = same_day("15:00"), cutoff = "15:00",
  fields = {
    person_name = text { label = "Họ tên người có sự kiện hộ tịch", required = true },
    event_kind = choice { label = "Loại giấy", required = true,
      choices = { "khai_sinh", "ket_hon", "khai_tu", "khac" },
      labels = {
        khai_sinh = "Khai sinh", ket_hon = "Kết hôn", khai_tu = "Khai tử",
        khac = "Việc hộ tịch khác",
      } },
    copies = number { label = "Số bản sao", required = true },
  },
  documents = {
    doc { id = "to_khai", name = "Tờ khai (hoặc mẫu điện tử tương tác)", required = true },
    doc { id = "uy_quyen", name = "Văn bản ủy quyền (nếu ủy quyền)" },
  },
  results = { result { id = "ban_sao", name = "Bản sao trích lục, bản sao giấy khai sinh" } },
  fee = function(d) return vnd(8000 * d.copies) end,

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, kiểm tra hồ sơ", unit = "one_stop", level = "commune",
      role = "receiver", limit = working_hours(2),
      on = { complete = "examine", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ công dân bổ sung", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "examine" { title = "Thẩm tra, in bản sao", unit = "justice", level = "commune",
      role = "specialist", limit = working_hours(4),
      on = { pass = "sign", verify = "verify", missing = "supplement", fail = "refused" } },
    human "verify" { title = "Xác minh; Phiếu xin lỗi và hẹn lại ngày trả", unit = "justice",
      level = "commune", role = "specialist", form = "04", limit = working_days(3),
      clock = "stop", pause = "verification", times = 1,
      on = { pass = "sign", fail = "refused" } },
    human "sign" { title = "Ký bản sao", unit = "committee", level = "commune", role = "leader",
      limit = working_hours(2), sign = 2, makes = { "ban_sao" },
      on = { signed = "granted", back = "examine" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
