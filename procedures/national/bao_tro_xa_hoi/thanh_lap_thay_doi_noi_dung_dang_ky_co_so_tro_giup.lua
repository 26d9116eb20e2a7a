-- SPDX-License-Identifier: EUPL-1.2
-- Thành lập, thay đổi nội dung đăng ký cơ sở trợ giúp xã hội ngoài công lập
--
-- Nguồn: QĐ 2022/QĐ-UBND ngày 27/11/2025 của UBND tỉnh Cao Bằng, quy trình nội bộ lĩnh vực thuộc
-- Sở Y tế
-- Trường hợp 40 giờ. Tổng các bước: 40 giờ = 5 ngày.
-- Trường hợp 80 giờ. Tổng các bước: 80 giờ = 10 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: bản tóm tắt không nói rõ trường hợp nào được tính 40 giờ, trường hợp nào 80 giờ

return procedure {
  code = "1.013814", version = "2025.1", field = "Bảo trợ xã hội",
  name = "Thành lập, thay đổi nội dung đăng ký cơ sở trợ giúp xã hội ngoài công lập",
  legal_basis = {
    "QĐ 2022/QĐ-UBND ngày 27/11/2025 của UBND tỉnh Cao Bằng",
  },
  receive_at = { "province" },
  time_limit = working_days(10),
  fields = {
    truong_hop = choice { label = "Trường hợp", required = true,
      choices = {
        "Trường hợp 40 giờ",
        "Trường hợp 80 giờ",
      } },
  },
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Giấy chứng nhận đăng ký" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "case",
  steps = {
    choose "case" { by = function(d)
        if d.truong_hop == "Trường hợp 40 giờ" then
          return "th_1"
        end
        return "th_2"
      end,
      cases = { th_1 = "receive_th1", th_2 = "receive_th2" },
      otherwise = "receive_th2" },

    -- Trường hợp 40 giờ
    human "receive_th1" { title = "Tiếp nhận hồ sơ, kiểm tra, chuyển hồ sơ",
      unit = "one_stop", level = "province", role = "receiver", limit = working_hours(2),
      on = { complete = "assign_th1", missing = "supplement_th1", refuse = "refused" } },
    wait "supplement_th1" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive_th1", expired = "refused" } },
    human "assign_th1" { title = "Phân công thụ lý",
      unit = "health", level = "province", role = "head", limit = working_hours(2),
      on = { assigned = "appraise_th1" } },
    human "appraise_th1" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "health", level = "province", role = "specialist", limit = working_hours(12),
      on = { pass = "review_th1", fail = "refused" } },
    human "review_th1" { title = "Soát xét, trình ký",
      unit = "health", level = "province", role = "head", limit = working_hours(4),
      on = { agreed = "sign_th1", back = "appraise_th1" } },
    human "sign_th1" { title = "Ký duyệt",
      unit = "health", level = "province", role = "leader", limit = working_hours(4),
      sign = 1,
      on = { signed = "issue_th1", back = "appraise_th1" } },
    human "issue_th1" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "health", level = "province", role = "clerk", limit = working_hours(2),
      on = { issued = "appraise_2_th1" } },
    handoff "appraise_2_th1" { title = "Văn phòng UBND tỉnh thẩm tra, UBND tỉnh quyết định",
      unit = "province_office", level = "province", role = "specialist", limit = working_hours(12),
      makes = { "ket_qua" },
      on = { answered = "issue_2_th1", returned = "appraise_th1" } },
    human "issue_2_th1" { title = "Vào sổ, phát hành kết quả",
      unit = "province_office", level = "province", role = "clerk", limit = working_hours(2),
      on = { issued = "hand_over_th1" } },
    human "hand_over_th1" { title = "Trả kết quả",
      unit = "one_stop", level = "province", role = "receiver", limit = untimed,
      on = { done = "granted_th1" } },
    finish "granted_th1" { outcome = "granted", within = working_days(5),
      deliver = { "counter", "post", "online" } },

    -- Trường hợp 80 giờ
    human "receive_th2" { title = "Tiếp nhận hồ sơ, kiểm tra, chuyển hồ sơ",
      unit = "one_stop", level = "province", role = "receiver", limit = working_hours(4),
      on = { complete = "assign_th2", missing = "supplement_th2", refuse = "refused" } },
    wait "supplement_th2" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive_th2", expired = "refused" } },
    human "assign_th2" { title = "Phân công thụ lý",
      unit = "health", level = "province", role = "head", limit = working_hours(4),
      on = { assigned = "appraise_th2" } },
    human "appraise_th2" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "health", level = "province", role = "specialist", limit = working_hours(16),
      on = { pass = "review_th2", fail = "refused" } },
    human "review_th2" { title = "Soát xét, trình ký",
      unit = "health", level = "province", role = "head", limit = working_hours(4),
      on = { agreed = "sign_th2", back = "appraise_th2" } },
    human "sign_th2" { title = "Ký duyệt",
      unit = "health", level = "province", role = "leader", limit = working_hours(8),
      sign = 1,
      on = { signed = "issue_th2", back = "appraise_th2" } },
    human "issue_th2" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "health", level = "province", role = "clerk", limit = working_hours(4),
      on = { issued = "appraise_2_th2" } },
    handoff "appraise_2_th2" { title = "Văn phòng UBND tỉnh thẩm tra, UBND tỉnh quyết định",
      unit = "province_office", level = "province", role = "specialist", limit = working_hours(36),
      makes = { "ket_qua" },
      on = { answered = "issue_2_th2", returned = "appraise_th2" } },
    human "issue_2_th2" { title = "Vào sổ, phát hành kết quả",
      unit = "province_office", level = "province", role = "clerk", limit = working_hours(4),
      on = { issued = "hand_over_th2" } },
    human "hand_over_th2" { title = "Trả kết quả",
      unit = "one_stop", level = "province", role = "receiver", limit = untimed,
      on = { done = "granted_th2" } },
    finish "granted_th2" { outcome = "granted", within = working_days(10),
      deliver = { "counter", "post", "online" } },

    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
