-- SPDX-License-Identifier: EUPL-1.2
-- Phần riêng của tỉnh: thẩm tra trong 8 giờ, lệ phí 10.000 đồng.

return override {
  extends = "9.000001", version = "2025.1-H14",
  fee = vnd(10000),
  steps = { appraise = { limit = working_hours(8) } },
}
