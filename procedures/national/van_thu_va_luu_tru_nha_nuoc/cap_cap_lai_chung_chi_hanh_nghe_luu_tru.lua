-- SPDX-License-Identifier: EUPL-1.2
-- Cấp, cấp lại chứng chỉ hành nghề lưu trữ
--
-- Nguồn: QĐ 2028/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng, quy trình nội bộ lĩnh vực thuộc Sở Nội vụ
-- Cấp mới. Tổng các bước: 80 giờ = 10 ngày.
-- Cấp lại. Tổng các bước: 24 giờ = 3 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức

return procedure {
  code = "1.013934", version = "2025.1", field = "Văn thư và Lưu trữ nhà nước",
  name = "Cấp, cấp lại chứng chỉ hành nghề lưu trữ",
  legal_basis = {
    "QĐ 2028/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng",
  },
  receive_at = { "province" },
  time_limit = working_days(10),
  fields = {
    truong_hop = choice { label = "Trường hợp", required = true,
      choices = {
        "Cấp mới",
        "Cấp lại",
      } },
  },
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Chứng chỉ hành nghề lưu trữ" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "case",
  steps = {
    choose "case" { by = function(d)
        if d.truong_hop == "Cấp mới" then
          return "th_1"
        end
        return "th_2"
      end,
      cases = { th_1 = "receive_th1", th_2 = "receive_th2" },
      otherwise = "receive_th2" },

    -- Cấp mới
    human "receive_th1" { title = "Tiếp nhận hồ sơ, kiểm tra, chuyển hồ sơ",
      unit = "one_stop", level = "province", role = "receiver", limit = working_hours(4),
      on = { complete = "assign_th1", missing = "supplement_th1", refuse = "refused" } },
    wait "supplement_th1" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive_th1", expired = "refused" } },
    human "assign_th1" { title = "Phân công thụ lý",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(4),
      on = { assigned = "appraise_th1" } },
    human "appraise_th1" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "home_affairs", level = "province", role = "specialist", limit = working_hours(56),
      on = { pass = "review_th1", fail = "refused" } },
    human "review_th1" { title = "Soát xét, trình ký",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(4),
      on = { agreed = "sign_th1", back = "appraise_th1" } },
    human "sign_th1" { title = "Ký duyệt",
      unit = "home_affairs", level = "province", role = "leader", limit = working_hours(8),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "issue_th1", back = "appraise_th1" } },
    human "issue_th1" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "home_affairs", level = "province", role = "clerk", limit = working_hours(4),
      on = { issued = "hand_over_th1" } },
    human "hand_over_th1" { title = "Trả kết quả",
      unit = "one_stop", level = "province", role = "receiver", limit = untimed,
      on = { done = "granted_th1" } },
    finish "granted_th1" { outcome = "granted", within = working_days(10),
      deliver = { "counter", "post", "online" } },

    -- Cấp lại
    human "receive_th2" { title = "Tiếp nhận hồ sơ, kiểm tra, chuyển hồ sơ",
      unit = "one_stop", level = "province", role = "receiver", limit = working_hours(2),
      on = { complete = "assign_th2", missing = "supplement_th2", refuse = "refused" } },
    wait "supplement_th2" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive_th2", expired = "refused" } },
    human "assign_th2" { title = "Phân công thụ lý",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(4),
      on = { assigned = "appraise_th2" } },
    human "appraise_th2" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "home_affairs", level = "province", role = "specialist", limit = working_hours(8),
      on = { pass = "review_th2", fail = "refused" } },
    human "review_th2" { title = "Soát xét, trình ký",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(4),
      on = { agreed = "sign_th2", back = "appraise_th2" } },
    human "sign_th2" { title = "Ký duyệt",
      unit = "home_affairs", level = "province", role = "leader", limit = working_hours(4),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "issue_th2", back = "appraise_th2" } },
    human "issue_th2" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "home_affairs", level = "province", role = "clerk", limit = working_hours(2),
      on = { issued = "hand_over_th2" } },
    human "hand_over_th2" { title = "Trả kết quả",
      unit = "one_stop", level = "province", role = "receiver", limit = untimed,
      on = { done = "granted_th2" } },
    finish "granted_th2" { outcome = "granted", within = working_days(3),
      deliver = { "counter", "post", "online" } },

    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
