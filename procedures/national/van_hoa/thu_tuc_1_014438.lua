-- SPDX-License-Identifier: EUPL-1.2
-- Thủ tục 1.014438 (Đồng Nai, 5 bước, 216 giờ)
--
-- Nguồn: QĐ 2776/QĐ-UBND năm 2025 của UBND tỉnh Đồng Nai
-- Tổng các bước: 216 giờ = 27 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: bản tóm tắt không cho tên thủ tục và không nói sở nào làm; mã cùng nhóm với
-- 1.014464 của ngành văn hóa nên bản mẫu đặt là Sở VHTTDL

return procedure {
  code = "1.014438", version = "2025.1", field = "Văn hóa",
  name = "Thủ tục 1.014438 (Đồng Nai, 5 bước, 216 giờ)",
  legal_basis = {
    "QĐ 2776/QĐ-UBND năm 2025 của UBND tỉnh Đồng Nai",
  },
  receive_at = { "province" },
  time_limit = working_days(27),
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Kết quả giải quyết" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "appraise",
  steps = {
    human "appraise" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "culture", level = "province", role = "specialist", limit = working_hours(136),
      on = { pass = "review", fail = "refused" } },
    human "review" { title = "Soát xét, trình ký",
      unit = "culture", level = "province", role = "head", limit = working_hours(16),
      on = { agreed = "sign", back = "appraise" } },
    human "sign" { title = "Ký duyệt",
      unit = "culture", level = "province", role = "leader", limit = working_hours(16),
      sign = 1,
      on = { signed = "appraise_2", back = "appraise" } },
    handoff "appraise_2" { title = "Văn phòng UBND tỉnh thẩm tra, UBND tỉnh quyết định",
      unit = "province_office", level = "province", role = "specialist", limit = working_hours(40),
      makes = { "ket_qua" },
      on = { answered = "issue", returned = "appraise" } },
    human "issue" { title = "Vào sổ, phát hành kết quả",
      unit = "province_office", level = "province", role = "clerk", limit = working_hours(8),
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
