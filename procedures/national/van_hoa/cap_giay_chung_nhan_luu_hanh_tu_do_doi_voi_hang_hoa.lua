-- SPDX-License-Identifier: EUPL-1.2
-- Cấp giấy chứng nhận lưu hành tự do đối với hàng hóa xuất khẩu
--
-- Nguồn: QĐ 2031/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng, quy trình nội bộ lĩnh vực thuộc Sở VHTTDL
-- Tổng các bước: 24 giờ = 3 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức

return procedure {
  code = "1.014464", version = "2025.1", field = "Văn hóa",
  name = "Cấp giấy chứng nhận lưu hành tự do đối với hàng hóa xuất khẩu",
  legal_basis = {
    "QĐ 2031/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng",
  },
  receive_at = { "province" },
  time_limit = working_days(3),
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Giấy chứng nhận lưu hành tự do" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận hồ sơ, kiểm tra, chuyển hồ sơ",
      unit = "one_stop", level = "province", role = "receiver", limit = working_hours(2),
      on = { complete = "assign", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    human "assign" { title = "Phân công thụ lý",
      unit = "culture", level = "province", role = "head", limit = working_hours(2),
      on = { assigned = "appraise" } },
    human "appraise" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "culture", level = "province", role = "specialist", limit = working_hours(4),
      on = { pass = "review", fail = "refused" } },
    human "review" { title = "Soát xét, trình ký",
      unit = "culture", level = "province", role = "head", limit = working_hours(2),
      on = { agreed = "sign", back = "appraise" } },
    human "sign" { title = "Ký duyệt",
      unit = "culture", level = "province", role = "leader", limit = working_hours(2),
      sign = 1,
      on = { signed = "issue", back = "appraise" } },
    human "issue" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "culture", level = "province", role = "clerk", limit = working_hours(2),
      on = { issued = "appraise_2" } },
    handoff "appraise_2" { title = "Xem xét, ký giấy chứng nhận",
      unit = "province_office", level = "province", role = "specialist", limit = working_hours(10),
      makes = { "ket_qua" },
      on = { answered = "hand_over", returned = "appraise" } },
    human "hand_over" { title = "Trả kết quả",
      unit = "one_stop", level = "province", role = "receiver", limit = untimed,
      on = { done = "granted" } },
    finish "granted" { outcome = "granted",
      deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
