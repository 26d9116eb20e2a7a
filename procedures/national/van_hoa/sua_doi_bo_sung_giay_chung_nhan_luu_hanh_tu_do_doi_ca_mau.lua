-- SPDX-License-Identifier: EUPL-1.2
-- Sửa đổi, bổ sung giấy chứng nhận lưu hành tự do đối với hàng hóa xuất khẩu
--
-- Nguồn: QĐ 01763/QĐ-UBND năm 2025 của UBND tỉnh Cà Mau
-- Tổng các bước: 16 giờ = 2 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: bảng bắt đầu từ Sở (2, 4, 2 giờ), không ghi giờ tiếp nhận; cắt từ 3 xuống 2 ngày
-- làm việc

return procedure {
  code = "1.014465.H12", version = "2025.1", field = "Văn hóa",
  name = "Sửa đổi, bổ sung giấy chứng nhận lưu hành tự do đối với hàng hóa xuất khẩu",
  legal_basis = {
    "QĐ 01763/QĐ-UBND năm 2025 của UBND tỉnh Cà Mau",
  },
  receive_at = { "province" },
  time_limit = working_days(2),
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Giấy chứng nhận lưu hành tự do" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "assign",
  steps = {
    human "assign" { title = "Phân công thụ lý",
      unit = "culture", level = "province", role = "head", limit = working_hours(2),
      on = { assigned = "appraise" } },
    human "appraise" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "culture", level = "province", role = "specialist", limit = working_hours(4),
      on = { pass = "sign", fail = "refused" } },
    human "sign" { title = "Ký duyệt",
      unit = "culture", level = "province", role = "leader", limit = working_hours(2),
      sign = 1,
      on = { signed = "appraise_2", back = "appraise" } },
    handoff "appraise_2" { title = "Xem xét, ký giấy chứng nhận",
      unit = "province_office", level = "province", role = "specialist", limit = working_hours(6),
      makes = { "ket_qua" },
      on = { answered = "issue", returned = "appraise" } },
    human "issue" { title = "Vào sổ, phát hành kết quả",
      unit = "province_office", level = "province", role = "clerk", limit = working_hours(2),
      on = { issued = "hand_over" } },
    human "hand_over" { title = "Trả kết quả",
      unit = "one_stop", level = "province", role = "receiver", limit = untimed,
      on = { done = "granted" } },
    finish "granted" { outcome = "granted",
      deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
