-- SPDX-License-Identifier: EUPL-1.2
-- Phục vụ việc sử dụng tài liệu tại kho lưu trữ lịch sử
--
-- Nguồn: QĐ 2028/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng, quy trình nội bộ lĩnh vực thuộc Sở Nội vụ
-- Sử dụng tài liệu tại phòng đọc. Tổng các bước: 8 giờ = 1 ngày.
-- Cấp bản sao, chứng thực lưu trữ. Tổng các bước: 16 giờ = 2 ngày.
-- Tài liệu thuộc diện tiếp cận có điều kiện. Tổng các bước: 56 giờ = 7 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: một mã có ba cách làm (8, 16, 56 giờ); bản tóm tắt không đặt tên cho từng cách,
-- tên trường hợp ở đây là của bản mẫu

return procedure {
  code = "1.013932", version = "2025.1", field = "Văn thư và Lưu trữ nhà nước",
  name = "Phục vụ việc sử dụng tài liệu tại kho lưu trữ lịch sử",
  legal_basis = {
    "QĐ 2028/QĐ-UBND năm 2025 của UBND tỉnh Cao Bằng",
  },
  receive_at = { "province" },
  time_limit = working_hours(56),
  fields = {
    truong_hop = choice { label = "Trường hợp", required = true,
      choices = {
        "Sử dụng tài liệu tại phòng đọc",
        "Cấp bản sao, chứng thực lưu trữ",
        "Tài liệu thuộc diện tiếp cận có điều kiện",
      } },
  },
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Kết quả giải quyết" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "case",
  steps = {
    choose "case" { by = function(d)
        if d.truong_hop == "Sử dụng tài liệu tại phòng đọc" then
          return "th_1"
        elseif d.truong_hop == "Cấp bản sao, chứng thực lưu trữ" then
          return "th_2"
        end
        return "th_3"
      end,
      cases = { th_1 = "receive_th1", th_2 = "receive_th2", th_3 = "receive_th3" },
      otherwise = "receive_th3" },

    -- Sử dụng tài liệu tại phòng đọc
    human "receive_th1" { title = "Tiếp nhận hồ sơ, kiểm tra, chuyển hồ sơ",
      unit = "one_stop", level = "province", role = "receiver", limit = working_hours(2),
      on = { complete = "assign_th1", missing = "supplement_th1", refuse = "refused" } },
    wait "supplement_th1" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive_th1", expired = "refused" } },
    human "assign_th1" { title = "Phân công thụ lý",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(2),
      on = { assigned = "appraise_th1" } },
    human "appraise_th1" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "home_affairs", level = "province", role = "specialist", limit = working_hours(2),
      on = { pass = "sign_th1", fail = "refused" } },
    human "sign_th1" { title = "Duyệt cho sử dụng tài liệu",
      unit = "home_affairs", level = "province", role = "leader", limit = working_hours(2),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "hand_over_th1", back = "appraise_th1" } },
    human "hand_over_th1" { title = "Trả kết quả",
      unit = "one_stop", level = "province", role = "receiver", limit = untimed,
      on = { done = "granted_th1" } },
    finish "granted_th1" { outcome = "granted", within = working_hours(8),
      deliver = { "counter", "post", "online" } },

    -- Cấp bản sao, chứng thực lưu trữ
    human "receive_th2" { title = "Tiếp nhận hồ sơ, kiểm tra, chuyển hồ sơ",
      unit = "one_stop", level = "province", role = "receiver", limit = working_hours(2),
      on = { complete = "assign_th2", missing = "supplement_th2", refuse = "refused" } },
    wait "supplement_th2" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive_th2", expired = "refused" } },
    human "assign_th2" { title = "Phân công thụ lý",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(2),
      on = { assigned = "appraise_th2" } },
    human "appraise_th2" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "home_affairs", level = "province", role = "specialist", limit = working_hours(4),
      on = { pass = "review_th2", fail = "refused" } },
    human "review_th2" { title = "Soát xét, trình ký",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(4),
      on = { agreed = "sign_th2", back = "appraise_th2" } },
    human "sign_th2" { title = "Duyệt cho sử dụng tài liệu",
      unit = "home_affairs", level = "province", role = "leader", limit = working_hours(4),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "hand_over_th2", back = "appraise_th2" } },
    human "hand_over_th2" { title = "Trả kết quả",
      unit = "one_stop", level = "province", role = "receiver", limit = untimed,
      on = { done = "granted_th2" } },
    finish "granted_th2" { outcome = "granted", within = working_hours(16),
      deliver = { "counter", "post", "online" } },

    -- Tài liệu thuộc diện tiếp cận có điều kiện
    human "receive_th3" { title = "Tiếp nhận hồ sơ, kiểm tra, chuyển hồ sơ",
      unit = "one_stop", level = "province", role = "receiver", limit = working_hours(4),
      on = { complete = "assign_th3", missing = "supplement_th3", refuse = "refused" } },
    wait "supplement_th3" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive_th3", expired = "refused" } },
    human "assign_th3" { title = "Phân công thụ lý",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(4),
      on = { assigned = "appraise_th3" } },
    human "appraise_th3" { title = "Thẩm định hồ sơ, dự thảo kết quả",
      unit = "home_affairs", level = "province", role = "specialist", limit = working_hours(4),
      on = { pass = "review_th3", fail = "refused" } },
    human "review_th3" { title = "Soát xét, trình ký",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(8),
      on = { agreed = "sign_th3", back = "appraise_th3" } },
    human "sign_th3" { title = "Duyệt cho sử dụng tài liệu",
      unit = "home_affairs", level = "province", role = "leader", limit = working_hours(32),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "issue_th3", back = "appraise_th3" } },
    human "issue_th3" { title = "Vào sổ, đóng dấu, phát hành",
      unit = "home_affairs", level = "province", role = "clerk", limit = working_hours(4),
      on = { issued = "hand_over_th3" } },
    human "hand_over_th3" { title = "Trả kết quả",
      unit = "one_stop", level = "province", role = "receiver", limit = untimed,
      on = { done = "granted_th3" } },
    finish "granted_th3" { outcome = "granted", within = working_hours(56),
      deliver = { "counter", "post", "online" } },

    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
