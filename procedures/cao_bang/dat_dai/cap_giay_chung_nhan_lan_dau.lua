-- SPDX-License-Identifier: EUPL-1.2
-- Cao Bằng là tỉnh miền núi: đăng ký thêm 10 ngày làm việc, thành 27; cấp giấy vẫn 3; cộng 30.
--   đăng ký: 4 + 172 + 24 + 16 = 216 giờ = 27 ngày.
-- Bản đồ lưu ở tỉnh: hỏi cùng lúc cả Văn phòng ĐKĐĐ tỉnh (nguồn không nói; bản mẫu).

return override { extends = "1.013978", version = "2025.1-CB",
  time_limit = working_days(30),
  steps = {
    appraise = { limit = working_hours(172) },
    opinion = { title = "Chi nhánh và Văn phòng ĐKĐĐ tỉnh kiểm tra bản đồ địa chính",
      units = { { unit = "land", at = "parcel_area" }, { unit = "land", level = "province" } } },
  },
}
