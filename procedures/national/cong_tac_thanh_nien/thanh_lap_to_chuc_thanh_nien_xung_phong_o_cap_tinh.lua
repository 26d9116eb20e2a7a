-- SPDX-License-Identifier: EUPL-1.2
-- Thành lập tổ chức thanh niên xung phong ở cấp tỉnh
--
-- Nguồn: QĐ 2028/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng, quy trình nội bộ lĩnh vực thuộc Sở Nội vụ
-- Tổng các bước: 84 giờ = 10,5 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: bảng có năm bước ở Sở và một bước ở UBND tỉnh (4, 4, 32, 8, 4 + 32)

return procedure {
  code = "2.001717", version = "2025.1", field = "Công tác thanh niên",
  name = "Thành lập tổ chức thanh niên xung phong ở cấp tỉnh",
  legal_basis = {
    "QĐ 2028/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng",
  },
  receive_at = { "province" },
  time_limit = working_hours(84),
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Quyết định của UBND tỉnh" } },
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
      unit = "home_affairs", level = "province", role = "specialist", limit = working_hours(32),
      on = { pass = "sign", fail = "refused" } },
    human "sign" { title = "Ký duyệt",
      unit = "home_affairs", level = "province", role = "leader", limit = working_hours(8),
      sign = 1,
      on = { signed = "issue", back = "appraise" } },
    human "issue" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "home_affairs", level = "province", role = "clerk", limit = working_hours(4),
      on = { issued = "appraise_2" } },
    handoff "appraise_2" { title = "Văn phòng UBND tỉnh thẩm tra, UBND tỉnh quyết định",
      unit = "province_office", level = "province", role = "specialist", limit = working_hours(32),
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
