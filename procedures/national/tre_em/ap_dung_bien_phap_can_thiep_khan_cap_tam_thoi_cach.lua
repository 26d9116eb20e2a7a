-- SPDX-License-Identifier: EUPL-1.2
-- Áp dụng biện pháp can thiệp khẩn cấp, tạm thời cách ly trẻ em khỏi môi trường gây tổn hại
--
-- Nguồn: QĐ 2022/QĐ-UBND ngày 27/11/2025 của UBND tỉnh Cao Bằng, quy trình nội bộ lĩnh vực thuộc
-- Sở Y tế
-- Tổng các bước: 40 giờ = 5 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: quyết định cho làm ở cấp xã hoặc cấp tỉnh với cùng số giờ; tệp này là nhánh cấp xã

return procedure {
  code = "1.004946", version = "2025.1", field = "Trẻ em",
  name = "Áp dụng biện pháp can thiệp khẩn cấp, tạm thời cách ly trẻ em khỏi môi trường gây "
    .. "tổn hại",
  legal_basis = {
    "QĐ 2022/QĐ-UBND ngày 27/11/2025 của UBND tỉnh Cao Bằng",
  },
  receive_at = { "commune" },
  time_limit = working_days(5),
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Quyết định áp dụng biện pháp" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận hồ sơ, chuyển phòng chuyên môn",
      unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "assign", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    human "assign" { title = "Phân công thụ lý",
      unit = "culture_social", level = "commune", role = "head", limit = working_hours(4),
      on = { assigned = "appraise" } },
    human "appraise" { title = "Thẩm định hồ sơ, dự thảo quyết định",
      unit = "culture_social", level = "commune", role = "specialist", limit = working_hours(16),
      on = { pass = "review", fail = "refused" } },
    human "review" { title = "Soát xét, trình ký",
      unit = "culture_social", level = "commune", role = "head", limit = working_hours(4),
      on = { agreed = "sign", back = "appraise" } },
    human "sign" { title = "Ký quyết định",
      unit = "committee", level = "commune", role = "leader", limit = working_hours(8),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "issue", back = "appraise" } },
    human "issue" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "committee", level = "commune", role = "clerk", limit = working_hours(4),
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
