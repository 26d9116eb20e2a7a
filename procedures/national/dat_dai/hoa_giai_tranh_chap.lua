-- SPDX-License-Identifier: EUPL-1.2
-- Hòa giải tranh chấp đất đai ở UBND cấp xã: thụ lý trong 3 ngày, xác minh, hội đồng họp; vắng mặt
-- lần thứ hai là không thành; hòa giải thành còn 10 ngày để các bên có ý kiến khác.
--
-- Nguồn: mã 1.012812, QĐ 2304/QĐ-BNNMT (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 30 ngày theo lịch (nguồn, kênh bưu chính; kênh trực tiếp lại ghi 40 ngày: danh mục không nói
-- vì sao, bản mẫu lấy 30). Thông báo thụ lý: 03 ngày làm việc (nguồn). Còn lại bản mẫu chia: xác
-- minh 15, lập hội đồng 2, họp 8, ký biên bản 2 ngày: 3 + 15 + 2 + 8 + 2 = 30. 10 ngày chờ ý kiến
-- sau biên bản hòa giải thành: nguồn không nói có tính vào hạn không; bản mẫu cho dừng vì kết quả
-- đã lập xong. Phí: miễn phí.
-- Nguồn để ngỏ: bổ sung đơn; cách tính khi họp lại (bản mẫu: họp lại trong cùng hạn của bước họp).

return procedure {
  code = "1.012812", version = "2026.1", field = "Đất đai", name = "Hòa giải tranh chấp đất đai",
  legal_basis = {
    "Luật Đất đai 2024, điều 235", "NĐ 102/2024/NĐ-CP", "NĐ 118/2025/NĐ-CP",
  },
  receive_at = { "commune" }, time_limit = calendar_days(30), fee = vnd(0),
  fields = {
    parcel = text { label = "Thửa đất tranh chấp", required = true },
    other_party = text { label = "Bên tranh chấp kia", required = true },
  },
  documents = {
    doc { id = "don", name = "Đơn yêu cầu hòa giải tranh chấp đất đai", required = true },
    doc { id = "giay_to", name = "Giấy tờ liên quan đến việc sử dụng đất" },
  },
  results = {
    result { id = "bb_thanh", name = "Biên bản hòa giải thành" },
    result { id = "bb_khong_thanh", name = "Biên bản hòa giải không thành" },
  },

  start = "receive",
  steps = {
    human "receive" { title = "Thông báo thụ lý cho các bên và VPĐKĐĐ, hoặc không thụ lý",
      unit = "committee", level = "commune", role = "leader", limit = working_days(3),
      on = { complete = "verify", refuse = "refused" } },
    human "verify" { title = "Thẩm tra nguyên nhân, thu thập giấy tờ, hiện trạng",
      unit = "construction", level = "commune", role = "specialist", limit = calendar_days(15),
      on = { done = "council" } },
    human "council" { title = "Thành lập Hội đồng hòa giải", unit = "committee",
      level = "commune", role = "leader", limit = calendar_days(2), on = { done = "meeting" } },

    human "meeting" { title = "Họp hòa giải, các bên đều có mặt", unit = "construction",
      level = "commune", role = "specialist", limit = calendar_days(8),
      on = { agreed = "sign_agreed", failed = "sign_failed", absent = "absence" } },
    -- Vắng đến lần thứ hai thì coi là không thành.
    choose "absence" { title = "Vắng mặt lần thứ mấy?",
      by = function(d) return d.visits.meeting >= 2 and "lan_hai" or "lan_dau" end,
      cases = { lan_dau = "meeting", lan_hai = "sign_failed" }, otherwise = "sign_failed" },

    human "sign_agreed" { title = "Ký, đóng dấu biên bản hòa giải thành", unit = "committee",
      level = "commune", role = "leader", limit = calendar_days(2), sign = 2,
      makes = { "bb_thanh" }, on = { signed = "objection" } },
    wait "objection" { title = "10 ngày để các bên có ý kiến khác bằng văn bản",
      event = "applicant.objection", clock = "stop", pause = "explanation", times = 1,
      max = calendar_days(10), on = { arrived = "meet_again", expired = "granted" } },
    human "meet_again" { title = "Họp lại Hội đồng, xem xét ý kiến bổ sung",
      unit = "construction", level = "commune", role = "specialist", limit = untimed,
      clock = "stop", pause = "explanation",
      on = { agreed = "granted", failed = "sign_failed_again" } },

    human "sign_failed" { title = "Ký biên bản không thành, hướng dẫn cơ quan giải quyết tiếp",
      unit = "committee", level = "commune", role = "leader", limit = calendar_days(2), sign = 2,
      makes = { "bb_khong_thanh" }, on = { signed = "failed" } },
    human "sign_failed_again" { title = "Ký biên bản không thành sau khi họp lại",
      unit = "committee", level = "commune", role = "leader", limit = untimed, clock = "stop",
      pause = "explanation",
      sign = 2, makes = { "bb_khong_thanh" }, on = { signed = "failed" } },
    finish "granted" { title = "Hòa giải thành", outcome = "granted",
      deliver = { "counter", "post" } },
    finish "failed" { title = "Hòa giải không thành", outcome = "not_reconciled",
      deliver = { "counter", "post" } },
    finish "refused" { title = "Không thụ lý, nêu lý do", outcome = "refused", form = "03",
      deliver = { "counter", "post" }, within = working_days(3) },
  },
}
