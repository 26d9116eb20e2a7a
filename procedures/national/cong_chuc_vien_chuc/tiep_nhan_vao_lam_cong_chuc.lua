-- SPDX-License-Identifier: EUPL-1.2
-- Tiếp nhận vào làm công chức
--
-- Nguồn: QĐ 2028/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng, quy trình nội bộ lĩnh vực thuộc Sở Nội vụ
-- Tổng các bước: 680 giờ = 85 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: bản tóm tắt chỉ cho tổng 680 giờ; số giờ từng bước dưới đây là của bản mẫu (tiếp
-- nhận, phân công, soát xét, ký, phát hành theo chuỗi chuẩn, còn lại là thẩm định), không phải của
-- quyết định

return procedure {
  code = "1.014113", version = "2025.1", field = "Công chức, viên chức",
  name = "Tiếp nhận vào làm công chức",
  legal_basis = {
    "QĐ 2028/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng",
  },
  receive_at = { "province" },
  time_limit = working_days(85),
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Quyết định tuyển dụng" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận hồ sơ, kiểm tra, chuyển hồ sơ",
      unit = "one_stop", level = "province", role = "receiver", limit = working_hours(4),
      on = { complete = "assign", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    human "assign" { title = "Phân công thụ lý",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(4),
      on = { assigned = "appraise" } },
    human "appraise" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "home_affairs", level = "province", role = "specialist", limit = working_hours(656),
      on = { pass = "review", fail = "refused" } },
    human "review" { title = "Soát xét, trình ký",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(4),
      on = { agreed = "sign", back = "appraise" } },
    human "sign" { title = "Ký duyệt",
      unit = "home_affairs", level = "province", role = "leader", limit = working_hours(8),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "issue", back = "appraise" } },
    human "issue" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "home_affairs", level = "province", role = "clerk", limit = working_hours(4),
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
