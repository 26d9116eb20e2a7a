-- SPDX-License-Identifier: EUPL-1.2
-- Cấp thẻ thường trú cho người nước ngoài, ở công an cấp tỉnh: sáu tháng; Bộ trưởng Bộ Công an
-- quyết định, có quyết định thì tỉnh báo trong 5 ngày làm việc; lệ phí 100 đô la Mỹ tính ra đồng.
--
-- Nguồn: mã 1.001010, QĐ 5568/QĐ-BCA (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 6 tháng (danh mục); thông báo cho người xin thường trú trong 05 ngày làm việc từ khi nhận
-- thông báo của Cục Quản lý xuất nhập cảnh. Lệ phí 100 USD/thẻ, TT 25/2021/TT-BTC: nguồn không nói
-- tỷ giá, cán bộ ghi tỷ giá đồng một đô la lúc nhận. Chỉ kênh trực tiếp. Cục là cơ quan cấp bộ,
-- ngoài danh bạ của tỉnh: bước chờ quyết định là bước cán bộ tỉnh theo dõi và ghi kết quả, hạn 4
-- tháng là của bản mẫu. Bản mẫu cộng một tháng như 30 ngày: tiếp nhận 1, xác minh 40, chờ 120,
-- thông báo 5, cấp thẻ 14 ngày = 180.
-- Nguồn để ngỏ: hạn từng việc trước quyết định; hạn đến nhận thẻ; bổ sung ("hướng dẫn hoàn chỉnh",
-- bản mẫu một lần, 30 ngày). Không nói mấy lớp chữ ký; bản mẫu: người ký, rồi cơ quan.

return procedure {
  code = "1.001010", version = "2026.2", field = "Quản lý xuất nhập cảnh",
  name = "Cấp thẻ thường trú cho người nước ngoài tại Việt Nam (thực hiện tại cấp tỉnh)",
  legal_basis = {
    "Luật 47/2014/QH13", "Luật 51/2019/QH14", "Luật 23/2023/QH15", "TT 31/2015/TT-BCA",
    "TT 04/2015/TT-BCA", "TT 22/2023/TT-BCA", "TT 25/2021/TT-BTC",
  },
  receive_at = { "province" }, time_limit = months(6),
  fields = {
    person_name = text { label = "Họ tên người nước ngoài", required = true },
    nationality = text { label = "Quốc tịch", required = true },
    usd_rate = number { label = "Tỷ giá (đồng một đô la Mỹ)", required = true },
  },
  documents = {
    doc { id = "don", name = "Đơn xin thường trú (NA12)", required = true },
    doc { id = "ly_lich", name = "Lý lịch tư pháp của nước mà người đó là công dân",
      required = true },
    doc { id = "cong_ham", name = "Công hàm của cơ quan đại diện", required = true },
    doc { id = "ho_chieu", name = "Bản sao hộ chiếu có chứng thực", required = true },
    doc { id = "dieu_kien", name = "Giấy tờ chứng minh đủ điều kiện (điều 40)", required = true },
    doc { id = "bao_lanh", name = "Giấy bảo lãnh (NA11)" },
  },
  results = { result { id = "the", name = "Thẻ thường trú" } },
  fee = function(d) return vnd(100 * d.usd_rate) end,

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, thu lệ phí, giấy hẹn", unit = "police",
      level = "province", role = "police_officer", limit = calendar_days(1),
      on = { complete = "verify", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ hoàn chỉnh hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "verify" { title = "Kiểm tra, xác minh, gửi Cục Quản lý xuất nhập cảnh",
      unit = "police", level = "province", role = "police_officer", limit = calendar_days(40),
      on = { done = "ministry" } },
    human "ministry" { title = "Theo dõi, ghi quyết định của Bộ trưởng Bộ Công an",
      unit = "police", level = "province", role = "police_officer", limit = months(4),
      on = { agreed = "notify", disagreed = "refused" } },
    human "notify" { title = "Thông báo được giải quyết cho thường trú", unit = "police",
      level = "province", role = "police_officer", limit = working_days(5),
      on = { done = "card" } },
    human "card" { title = "Làm thẻ thường trú", unit = "police", level = "province",
      role = "leader", limit = calendar_days(14), sign = 2, makes = { "the" },
      on = { issued = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
    finish "refused" { outcome = "refused", form = "03", deliver = { "counter" } },
  },
}
