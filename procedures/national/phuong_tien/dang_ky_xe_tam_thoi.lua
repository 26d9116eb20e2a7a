-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký xe tạm thời, trực tuyến toàn trình: 8 giờ làm việc; hồ sơ hợp lệ thì báo chủ xe nộp lệ
-- phí, nộp xong mới cấp.
--
-- Nguồn: mã 1.013083, QĐ 1383/QĐ-BCA (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 08 giờ làm việc kể từ khi nhận đủ hồ sơ hợp lệ trên cổng (nguồn). Giờ chia 3 + 5 là của bản
-- mẫu. Thời gian chờ nộp lệ phí không tính: hồ sơ chưa nộp lệ phí chưa phải "nhận đủ" (cách hiểu
-- của bản mẫu; nguồn chỉ nói thông báo cho chủ xe nộp lệ phí trước khi có kết quả).
-- Nguồn để ngỏ: số tiền (danh mục ghi miễn phí nhưng dẫn TT 60/2023/TT-BTC, TT 06/2025/TT-BTC, và
-- có bước nộp lệ phí): bản mẫu để 0 và giữ bước chờ nộp, tỉnh ghi số tiền; hạn nộp (bản mẫu 5
-- ngày).

return procedure {
  code = "1.013083", version = "2026.1",
  field = "Đăng ký, quản lý phương tiện giao thông cơ giới, xe máy chuyên dùng",
  name = "Đăng ký xe tạm thời thực hiện bằng dịch vụ công trực tuyến toàn trình thực hiện tại cấp "
    .. "trung ương, cấp tỉnh, cấp xã",
  legal_basis = {
    "Luật Trật tự, an toàn giao thông đường bộ 2024", "TT 79/2024/TT-BCA", "TT 13/2025/TT-BCA",
    "TT 60/2023/TT-BTC", "TT 06/2025/TT-BTC",
  },
  receive_at = { "province", "commune" }, time_limit = working_hours(8),
  fields = {
    frame_number = text { label = "Số khung", required = true },
    engine_number = text { label = "Số máy", required = true },
    imported = yesno { label = "Xe nhập khẩu" },
    receipt_number = text { label = "Số chứng từ nộp lệ phí" },
  },
  documents = {
    doc { id = "giay_khai", name = "Giấy khai đăng ký xe (ĐKX10)", required = true },
    doc { id = "nguon_goc", name = "Chứng nhận nguồn gốc xe (dữ liệu điện tử)", required = true },
  },
  results = {
    result { id = "dang_ky_tam", name = "Chứng nhận đăng ký xe tạm thời" },
    result { id = "bien_tam", name = "Biển số xe tạm thời" },
  },
  fee = vnd(0),

  start = "channel",
  steps = {
    choose "channel" { title = "Nộp trực tuyến?",
      by = function(d) return d.channel == "online" and "truc_tuyen" or "kenh_khac" end,
      cases = { truc_tuyen = "receive", kenh_khac = "wrong_channel" },
      otherwise = "wrong_channel" },
    human "wrong_channel" { title = "Hướng dẫn nộp trực tuyến, từ chối", unit = "police",
      role = "police_officer", limit = working_hours(3), on = { refuse = "refused" } },
    human "receive" { title = "Kiểm tra hồ sơ điện tử", unit = "police", role = "police_officer",
      limit = working_hours(3),
      on = { complete = "pay", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ chủ xe bổ sung", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    wait "pay" { title = "Chờ chủ xe nộp lệ phí", event = "treasury.paid", clock = "stop",
      pause = "financial_duty", max = calendar_days(5),
      on = { arrived = "issue", expired = "refused" } },
    human "issue" { title = "Duyệt, trả chứng nhận qua cổng", unit = "police",
      role = "police_officer", limit = working_hours(5), makes = { "dang_ky_tam", "bien_tam" },
      on = { issued = "granted", fail = "refused" } },
    finish "granted" { outcome = "granted", deliver = { "online" } },
    finish "refused" { outcome = "refused", form = "03", deliver = { "online" } },
  },
}
