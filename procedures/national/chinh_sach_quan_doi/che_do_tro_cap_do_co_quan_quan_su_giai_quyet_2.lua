-- SPDX-License-Identifier: EUPL-1.2
-- Chế độ trợ cấp do cơ quan quân sự giải quyết (2.002767)
--
-- Nguồn: QĐ 2929/QĐ-UBND năm 2025 của UBND tỉnh Sơn La
-- Tổng các bước: 72 giờ = 9 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: bảng có tám bước (16, 4, 24, 8, 4, 4, 4, 8) đi từ quân sự cấp xã lên tỉnh; ai làm
-- bước nào là phỏng theo thứ tự

return procedure {
  code = "2.002767", version = "2025.1", field = "Chính sách quân đội",
  name = "Chế độ trợ cấp do cơ quan quân sự giải quyết (2.002767)",
  legal_basis = {
    "QĐ 2929/QĐ-UBND năm 2025 của UBND tỉnh Sơn La",
  },
  receive_at = { "commune" },
  time_limit = working_days(9),
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Kết quả giải quyết" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận hồ sơ",
      unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(16),
      on = { complete = "appraise", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    human "appraise" { title = "Hoàn thiện hồ sơ, lập danh sách",
      unit = "military", level = "commune", role = "specialist", limit = working_hours(4),
      on = { pass = "sign", fail = "refused" } },
    human "sign" { title = "Ký văn bản đề nghị",
      unit = "military", level = "commune", role = "leader", limit = working_hours(24),
      sign = 1,
      on = { signed = "appraise_2", back = "appraise" } },
    handoff "appraise_2" { title = "Tiếp nhận, thẩm định hồ sơ",
      unit = "military", level = "province", role = "specialist", limit = working_hours(8),
      on = { answered = "review", returned = "appraise" } },
    human "review" { title = "Soát xét",
      unit = "military", level = "province", role = "head", limit = working_hours(4),
      on = { agreed = "review_2", back = "appraise_2" } },
    human "review_2" { title = "Trình ký",
      unit = "military", level = "province", role = "head", limit = working_hours(4),
      on = { agreed = "sign_2", back = "appraise_2" } },
    human "sign_2" { title = "Ký quyết định",
      unit = "military", level = "province", role = "leader", limit = working_hours(4),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "issue", back = "appraise_2" } },
    human "issue" { title = "Vào sổ, phát hành",
      unit = "military", level = "province", role = "clerk", limit = working_hours(8),
      on = { issued = "hand_over" } },
    human "hand_over" { title = "Trả kết quả",
      unit = "one_stop", level = "commune", role = "receiver", limit = untimed,
      on = { done = "granted" } },
    finish "granted" { outcome = "granted",
      deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
