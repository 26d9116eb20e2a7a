-- SPDX-License-Identifier: EUPL-1.2
-- Cấp giấy phép thăm dò nước dưới đất dưới 5.000 m³/ngày đêm: thẩm định, nộp phí và lấy ý kiến cùng
-- lúc; đề án phải sửa thì thẩm định lại 18 ngày làm việc.
--
-- Nguồn: mã 1.004232, QĐ 248/QĐ-BNNMT (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 30 ngày làm việc; thời gian bổ sung, hoàn thiện đề án không tính; sau khi đề án được bổ sung
-- hoàn chỉnh, thẩm định 18 ngày làm việc (nguồn). Bản mẫu chia 1 + 22 + 2 + 5 = 30 ngày. 18 ngày
-- thẩm định lại: nguồn không nói cộng thế nào với 30 ngày; bản mẫu cho bước ấy hạn riêng 18 ngày và
-- dừng đồng hồ của hồ sơ, nên hẹn trả dời đúng bằng thời gian đã dùng. Hồ sơ không hợp lệ: trả lại,
-- nêu lý do (nguồn), không có bước bổ sung thành phần.
-- Nguồn để ngỏ: lấy ý kiến "nếu cần thiết" (bản mẫu hỏi Sở Xây dựng, im lặng phải giải trình, 7
-- ngày làm việc); hội đồng; số phí thẩm định do tỉnh quy định (bản mẫu 0); hạn nộp phí (bản mẫu 20
-- ngày theo lịch, cùng lúc với thẩm định; không nộp thì chuyên viên biết khi kết luận).

return procedure {
  code = "1.004232", version = "2026.1", field = "Tài nguyên nước",
  name = "Cấp giấy phép thăm dò nước dưới đất đối với công trình có quy mô dưới 5.000 m3/ngày đêm",
  legal_basis = {
    "Luật Tài nguyên nước 2023", "NĐ 54/2024/NĐ-CP", "NĐ 136/2025/NĐ-CP", "NĐ 23/2026/NĐ-CP",
    "TT 14/2025/TT-BNNMT",
  },
  receive_at = { "province" }, time_limit = working_days(30), fee = vnd(0),
  fields = {
    flow = number { label = "Quy mô (m³/ngày đêm)", required = true },
    place = area { label = "Xã, phường nơi thăm dò", required = true },
    fee_receipt = text { label = "Số chứng từ phí thẩm định" },
  },
  documents = {
    doc { id = "don", name = "Văn bản đề nghị (Mẫu 01 NĐ 23/2026/NĐ-CP)", required = true },
    doc { id = "de_an", name = "Đề án thăm dò (Mẫu 35) hoặc thiết kế giếng (Mẫu 36)",
      required = true },
  },
  results = { result { id = "giay_phep", name = "Giấy phép thăm dò nước dưới đất (Mẫu 19)" } },

  start = "scale",
  steps = {
    choose "scale" { title = "Dưới 5.000 m³/ngày đêm?",
      by = function(d) return d.flow < 5000 and "duoi_5000" or "tu_5000" end,
      cases = { duoi_5000 = "receive", tu_5000 = "too_large" }, otherwise = "receive" },
    human "too_large" { title = "Hướng dẫn nộp ở bộ, trả hồ sơ", unit = "one_stop",
      level = "province", role = "receiver", limit = working_days(1),
      on = { refuse = "refused" } },
    human "receive" { title = "Tiếp nhận, kiểm tra tính hợp lệ", unit = "one_stop",
      level = "province", role = "receiver", limit = working_days(1),
      on = { complete = "appraise", refuse = "refused" } },
    parallel "appraise" { title = "Thẩm định, nộp phí, lấy ý kiến", limit = working_days(22),
      branch "de_an" { title = "Thẩm định đề án",
        human "study" { title = "Thẩm định đề án, kiểm tra thực địa nếu cần",
          unit = "environment", level = "province", role = "specialist", limit = working_days(22),
          on = { done = "done" } },
      },
      branch "phi" { title = "Phí thẩm định",
        wait "pay" { title = "Chờ nộp phí thẩm định", event = "treasury.paid",
          max = calendar_days(20), on = { arrived = "done", expired = "done" } },
      },
      branch "y_kien" { title = "Ý kiến cơ quan liên quan",
        consult "opinion" { title = "Lấy ý kiến Sở Xây dựng",
          units = { { unit = "construction", level = "province" } }, sends = { "de_an" },
          limit = working_days(7), silence = "explain",
          on = { agreed = "done", opposed = "done", silent = "done" } },
      },
      join = "all", next = "paid" },
    choose "paid" { title = "Đã nộp phí thẩm định?",
      by = function(d) return d.fee_receipt and "da_nop" or "chua_nop" end,
      cases = { da_nop = "conclude", chua_nop = "unpaid" }, otherwise = "unpaid" },
    human "unpaid" { title = "Nhắc nộp phí; không nộp thì trả hồ sơ", unit = "environment",
      level = "province", role = "specialist", limit = untimed, clock = "stop",
      pause = "financial_duty", on = { paid = "conclude", fail = "refused" } },
    human "conclude" { title = "Kết luận thẩm định", unit = "environment", level = "province",
      role = "specialist", limit = working_days(2),
      on = { pass = "sign", revise = "revise", fail = "refused" } },
    wait "revise" { title = "Chờ bổ sung, hoàn thiện đề án", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(60),
      on = { arrived = "study_again", expired = "refused" } },
    human "study_again" { title = "Thẩm định đề án đã hoàn chỉnh", unit = "environment",
      level = "province", role = "specialist", limit = working_days(18), clock = "stop",
      pause = "verification", on = { pass = "sign", fail = "refused" } },
    handoff "sign" { title = "UBND cấp tỉnh quyết định cấp phép", unit = "committee",
      level = "province", role = "leader", sends = { "don", "de_an" },
      limit = working_days(5), makes = { "giay_phep" },
      on = { answered = "granted", returned = "conclude" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
