-- SPDX-License-Identifier: EUPL-1.2
-- Sơn La (QĐ 2929/QĐ-UBND): xã 2 + 2 + 2 + 2, hội đồng 4, công chức 28; Sở Nội vụ 16; UBND tỉnh
-- 32; xã chi trả 8; cộng 96 giờ = 12 ngày. Xã không ký văn bản đề nghị riêng: biên bản hội đồng
-- thay thế.

return override { extends = "2.001157", version = "2025.1-SL",
  legal_basis = {
    "QĐ 40/2011/QĐ-TTg", "TTLT 08/2012/TTLT-BLĐTBXH-BNV-BTC", "QĐ 2929/QĐ-UBND (Sơn La)",
  },
  remove = { "sign", "issue", "department_sign", "department_issue", "examine" },
  steps = {
    receive = { limit = working_hours(2) },
    assign = { limit = working_hours(2) },
    appraise = { title = "Kiểm tra ban đầu", limit = working_hours(2) },
    review = { limit = working_hours(2), on = { agreed = "council" } },
    department = { title = "Sở Nội vụ thẩm định, trình UBND tỉnh", role = "specialist",
      limit = working_hours(16), on = { answered = "province", returned = "complete_file" } },
    province = { limit = working_hours(32), on = { answered = "pay", returned = "department" } },
  },
  add = {
    human "council" { after = "review", title = "Hội đồng xã họp xét",
      unit = "committee", level = "commune", role = "leader", limit = working_hours(4),
      on = { agreed = "complete_file", not_agreed = "refused" } },
    human "complete_file" { after = "council", title = "Công chức hoàn thiện hồ sơ, chuyển Sở",
      unit = "culture_social", level = "commune", role = "specialist", limit = working_hours(28),
      on = { completed = "department" } },
    human "pay" { after = "province", title = "UBND xã chi trả trợ cấp",
      unit = "culture_social", level = "commune", role = "specialist", limit = working_hours(8),
      on = { paid = "granted" } },
  },
}
