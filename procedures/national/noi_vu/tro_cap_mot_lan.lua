-- SPDX-License-Identifier: EUPL-1.2
-- Trợ cấp một lần đối với thanh niên xung phong: xã, Sở Nội vụ, UBND tỉnh; 12 ngày làm việc.
--
-- Bản gốc quốc gia chỉ cố định tổng 12 ngày = 96 giờ. Giờ chia dưới đây là của bản mẫu (xã 40,
-- tỉnh 56) để tỉnh nào chưa có quyết định riêng vẫn dùng được; Nghệ An và Sơn La có tệp riêng,
-- cùng 96 giờ mà khác đường đi. Bảng giờ của hai tỉnh không in mã; mã 2.001157 cần đối chiếu khi
-- công bố.

return procedure {
  code = "2.001157", version = "2025.1", field = "Người có công",
  name = "Trợ cấp một lần đối với thanh niên xung phong đã hoàn thành nhiệm vụ trong kháng chiến",
  legal_basis = { "QĐ 40/2011/QĐ-TTg", "TTLT 08/2012/TTLT-BLĐTBXH-BNV-BTC" },
  receive_at = { "commune" }, time_limit = working_days(12), cutoff = "15:00",
  fields = {
    served_from = date { label = "Ngày vào thanh niên xung phong" },
    served_to = date { label = "Ngày hoàn thành nhiệm vụ" },
    deceased = yesno { label = "Người hưởng đã mất, thân nhân đề nghị" },
  },
  documents = {
    doc { id = "ban_khai", name = "Bản khai cá nhân hoặc của thân nhân", required = true },
    doc { id = "giay_to", name = "Giấy tờ chứng minh là thanh niên xung phong", required = true },
    doc { id = "uy_quyen", name = "Giấy ủy quyền của các thân nhân (nếu có)" },
  },
  results = { result { id = "quyet_dinh", name = "Quyết định trợ cấp một lần" } },
  fee = vnd(0),

  start = "receive",
  steps = {
    -- Cấp xã: 4 + 4 + 20 + 4 + 4 + 4 = 40 giờ
    human "receive" { title = "Tiếp nhận hồ sơ",
      unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "assign", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ công dân bổ sung", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "assign" { title = "Phân công thụ lý",
      unit = "culture_social", level = "commune", role = "head", limit = working_hours(4),
      on = { assigned = "appraise" } },
    human "appraise" { title = "Thẩm định hồ sơ",
      unit = "culture_social", level = "commune", role = "specialist", limit = working_hours(20),
      on = { pass = "review", missing = "supplement", fail = "refused" } },
    human "review" { title = "Soát xét hồ sơ",
      unit = "culture_social", level = "commune", role = "head", limit = working_hours(4),
      on = { agreed = "sign", back = "appraise" } },
    human "sign" { title = "Lãnh đạo UBND cấp xã ký văn bản đề nghị",
      unit = "committee", level = "commune", role = "leader", limit = working_hours(4),
      sign = 2, on = { signed = "issue", back = "appraise" } },
    human "issue" { title = "Vào sổ, chuyển hồ sơ lên tỉnh",
      unit = "committee", level = "commune", role = "clerk", limit = working_hours(4),
      on = { issued = "department" } },

    -- Cấp tỉnh: 4 + 20 + 8 + 16 + 8 = 56 giờ
    handoff "department" { title = "Sở Nội vụ tiếp nhận, phân công",
      unit = "home_affairs", level = "province", role = "head", sends = { "ban_khai", "giay_to" },
      limit = working_hours(4), on = { answered = "examine", returned = "appraise" } },
    human "examine" { title = "Sở Nội vụ thẩm định",
      unit = "home_affairs", level = "province", role = "specialist", limit = working_hours(20),
      on = { pass = "department_sign", fail = "refused" } },
    human "department_sign" { title = "Lãnh đạo Sở ký",
      unit = "home_affairs", level = "province", role = "leader", limit = working_hours(8),
      on = { signed = "province", back = "examine" } },
    handoff "province" { title = "UBND tỉnh quyết định trợ cấp",
      unit = "province_office", level = "province", role = "specialist", sends = { "ban_khai" },
      makes = { "quyet_dinh" }, limit = working_hours(16),
      on = { answered = "department_issue", returned = "examine" } },
    human "department_issue" { title = "Văn thư Sở phát hành, chuyển trả xã",
      unit = "home_affairs", level = "province", role = "clerk", limit = working_hours(8),
      on = { issued = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post" } },
    finish "refused" { outcome = "refused", form = "03", deliver = { "counter", "post" } },
  },
}
