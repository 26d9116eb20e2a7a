-- SPDX-License-Identifier: EUPL-1.2
-- Thủ tục 1.001976 của Sở VHTTDL (6 bước, 32 giờ)
--
-- Nguồn: QĐ 2031/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng, quy trình nội bộ lĩnh vực thuộc Sở VHTTDL
-- Tổng các bước: 32 giờ = 4 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: bản tóm tắt không cho tên thủ tục

return procedure {
  code = "1.001976", version = "2025.1", field = "Văn hóa",
  name = "Thủ tục 1.001976 của Sở VHTTDL (6 bước, 32 giờ)",
  legal_basis = {
    "QĐ 2031/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng",
  },
  receive_at = { "province" },
  time_limit = working_days(4),
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Kết quả giải quyết" } },
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
      unit = "culture", level = "province", role = "specialist", limit = working_hours(20),
      on = { pass = "review", fail = "refused" } },
    human "review" { title = "Soát xét, trình ký",
      unit = "culture", level = "province", role = "head", limit = working_hours(2),
      on = { agreed = "sign", back = "appraise" } },
    human "sign" { title = "Ký duyệt",
      unit = "culture", level = "province", role = "leader", limit = working_hours(4),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "issue", back = "appraise" } },
    human "issue" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "culture", level = "province", role = "clerk", limit = working_hours(2),
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
