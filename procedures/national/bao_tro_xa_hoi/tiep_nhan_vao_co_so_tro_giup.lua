-- SPDX-License-Identifier: EUPL-1.2
-- Tiếp nhận người có hoàn cảnh đặc biệt khó khăn vào cơ sở trợ giúp xã hội: xã, Sở Y tế, trung
-- tâm.
--
-- Ngày từng bước: QĐ 2022/QĐ-UBND ngày 27/11/2025 của Cao Bằng, đúng từng con số:
--   xã 0,5 + 1 + 6 + 1 + 1 + 0,5 = 10; Sở Y tế 0,5 + 7 + 1 + 0,5 = 9; trung tâm 0,5 + 5 + 0,5 = 6;
--   cộng 25 ngày làm việc; trả kết quả không tính. Thành phần hồ sơ: NĐ 20/2021/NĐ-CP, điều 28.

return procedure {
  code = "2.000286", version = "2025.1", field = "Bảo trợ xã hội",
  name = "Tiếp nhận đối tượng bảo trợ xã hội có hoàn cảnh đặc biệt khó khăn vào cơ sở trợ giúp xã "
    .. "hội",
  legal_basis = { "NĐ 20/2021/NĐ-CP", "NĐ 76/2024/NĐ-CP", "QĐ 2022/QĐ-UBND (Cao Bằng, 2025)" },
  receive_at = { "commune" }, time_limit = working_days(25), cutoff = "15:00",
  fields = {
    person_name = text { label = "Người được đề nghị tiếp nhận", required = true },
    home = text { label = "Nơi ở hiện nay" },
    category = choice { label = "Nhóm đối tượng", required = true,
      choices = { "tre_em", "nguoi_cao_tuoi", "nguoi_khuyet_tat", "khac" },
      labels = {
        tre_em = "Trẻ em", nguoi_cao_tuoi = "Người cao tuổi",
        nguoi_khuyet_tat = "Người khuyết tật", khac = "Đối tượng khác",
      } },
  },
  documents = {
    doc { id = "to_khai", name = "Tờ khai của đối tượng hoặc người giám hộ (Mẫu 07 NĐ 20/2021)",
      required = true },
    doc { id = "khai_sinh", name = "Bản sao giấy khai sinh (trẻ em)" },
    doc { id = "khuyet_tat", name = "Bản sao giấy xác nhận khuyết tật, bệnh án (nếu có)" },
  },
  results = {
    result { id = "van_ban_xa", name = "Văn bản đề nghị của UBND cấp xã" },
    result { id = "van_ban_so", name = "Văn bản giới thiệu của Sở Y tế" },
    result { id = "quyet_dinh", name = "Quyết định tiếp nhận của giám đốc cơ sở" },
  },
  fee = vnd(0),

  start = "receive",
  steps = {
    -- Cấp xã: 10 ngày
    human "receive" { title = "Tiếp nhận hồ sơ",
      unit = "one_stop", level = "commune", role = "receiver", limit = working_days(0.5),
      on = { complete = "assign", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ công dân bổ sung", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "assign" { title = "Phân công thụ lý",
      unit = "culture_social", level = "commune", role = "head", limit = working_days(1),
      on = { assigned = "appraise" } },
    human "appraise" { title = "Thẩm định, xác minh hoàn cảnh",
      unit = "culture_social", level = "commune", role = "specialist", limit = working_days(6),
      on = { pass = "review", missing = "supplement", fail = "refused" } },
    human "review" { title = "Soát xét hồ sơ",
      unit = "culture_social", level = "commune", role = "head", limit = working_days(1),
      on = { agreed = "sign", back = "appraise" } },
    human "sign" { title = "Ký văn bản đề nghị",
      unit = "committee", level = "commune", role = "leader", limit = working_days(1),
      sign = 2, makes = { "van_ban_xa" },
      on = { signed = "send_up", back = "appraise" } },
    human "send_up" { title = "Vào sổ, đóng dấu, chuyển Sở Y tế",
      unit = "committee", level = "commune", role = "clerk", limit = working_days(0.5),
      on = { sent = "department" } },

    -- Sở Y tế: 9 ngày
    handoff "department" { title = "Sở Y tế tiếp nhận, phân công",
      unit = "health", level = "province", role = "head", sends = { "to_khai", "van_ban_xa" },
      limit = working_days(0.5), on = { answered = "examine", returned = "appraise" } },
    human "examine" { title = "Sở Y tế thẩm định",
      unit = "health", level = "province", role = "specialist", limit = working_days(7),
      on = { pass = "department_sign", fail = "refused" } },
    human "department_sign" { title = "Lãnh đạo Sở ký văn bản giới thiệu",
      unit = "health", level = "province", role = "leader", limit = working_days(1),
      sign = 2, makes = { "van_ban_so" },
      on = { signed = "send_centre", back = "examine" } },
    human "send_centre" { title = "Văn thư Sở phát hành, chuyển trung tâm",
      unit = "health", level = "province", role = "clerk", limit = working_days(0.5),
      on = { sent = "centre" } },

    -- Cơ sở trợ giúp xã hội: 6 ngày
    handoff "centre" { title = "Trung tâm tiếp nhận hồ sơ",
      unit = "social_centre", role = "specialist",
      sends = { "to_khai", "van_ban_xa", "van_ban_so" }, limit = working_days(0.5),
      on = { answered = "decide", returned = "examine" } },
    -- Không tiếp nhận phải trả lời bằng văn bản, nêu lý do.
    human "decide" { title = "Giám đốc quyết định tiếp nhận",
      unit = "social_centre", role = "leader", limit = working_days(5),
      sign = 2, makes = { "quyet_dinh" },
      on = { admitted = "issue", not_admitted = "refused" } },
    human "issue" { title = "Văn thư trung tâm phát hành",
      unit = "social_centre", role = "clerk", limit = working_days(0.5),
      on = { issued = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post" } },
    finish "refused" { outcome = "refused", form = "03", deliver = { "counter", "post" } },
  },
}
