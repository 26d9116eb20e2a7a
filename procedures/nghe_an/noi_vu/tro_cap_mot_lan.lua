-- SPDX-License-Identifier: EUPL-1.2
-- Nghệ An (QĐ 3854/QĐ-UBND): xã 4 + 4 + 20 + 4 + 4 + 4 = 40 giờ như bản gốc; trung tâm 4, trưởng
-- phòng Sở 4, chuyên viên 12, Văn phòng UBND tỉnh 16, chuyên viên 8, trưởng phòng 4, lãnh đạo Sở
-- 4, văn thư 4 = 56 giờ; trả kết quả không tính; cộng 96 giờ = 12 ngày.

return override { extends = "2.001157", version = "2025.1-NA",
  legal_basis = {
    "QĐ 40/2011/QĐ-TTg", "TTLT 08/2012/TTLT-BLĐTBXH-BNV-BTC", "QĐ 3854/QĐ-UBND (Nghệ An)",
  },
  steps = {
    issue = { on = { issued = "centre" } },
    examine = { limit = working_hours(12), on = { pass = "province" } },
    province = { title = "Văn phòng UBND tỉnh trình Chủ tịch quyết định",
      on = { answered = "write_up" } },
    department_sign = { limit = working_hours(4), on = { signed = "department_issue",
      back = "write_up" } },
    department_issue = { limit = working_hours(4) },
  },
  add = {
    handoff "centre" { after = "issue", title = "Trung tâm PVHCC tỉnh tiếp nhận, chuyển Sở",
      unit = "one_stop", level = "province", role = "receiver", sends = { "ban_khai", "giay_to" },
      limit = working_hours(4), on = { answered = "department", returned = "appraise" } },
    human "write_up" { after = "province", title = "Chuyên viên Sở hoàn thiện kết quả",
      unit = "home_affairs", level = "province", role = "specialist", limit = working_hours(8),
      on = { written = "department_review" } },
    human "department_review" { after = "write_up", title = "Trưởng phòng Sở soát xét",
      unit = "home_affairs", level = "province", role = "head", limit = working_hours(4),
      on = { agreed = "department_sign", back = "write_up" } },
  },
}
