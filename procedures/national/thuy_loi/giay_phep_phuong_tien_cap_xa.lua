-- SPDX-License-Identifier: EUPL-1.2
-- Cấp giấy phép hoạt động của phương tiện trong phạm vi bảo vệ công trình thủy lợi, cấp xã: 4 ngày
-- làm việc, nhận sau 16 giờ tính từ ngày làm việc sau.
--
-- Nguồn: mã 1.014859, QĐ 1750/QĐ-BNNMT (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 04 ngày làm việc kể từ ngày nhận đủ hồ sơ; hồ sơ trực tiếp trả lời ngay, nộp bưu chính hay
-- trực tuyến trả lời tính đầy đủ trong 01 ngày làm việc; tiếp nhận sau 16 giờ thì văn bản trả lời
-- gửi ngày làm việc tiếp theo; miễn phí. Chia 4 + 18 + 8 + 2 = 32 giờ là của bản mẫu.
-- Nguồn để ngỏ: số lần và hạn bổ sung (bản mẫu: một lần, 30 ngày). 16 giờ trong nguồn chỉ nói về
-- văn bản trả lời tính đầy đủ; bản mẫu dùng làm giờ chốt của hồ sơ.

return procedure {
  code = "1.014859", version = "2026.1", field = "Thủy lợi",
  name = "Cấp giấy phép hoạt động của phương tiện thủy nội địa, phương tiện cơ giới, trừ xe mô "
    .. "tô, xe gắn máy, phương tiện thủy nội địa thô sơ trong phạm vi bảo vệ công trình thủy lợi "
    .. "do Chủ tịch UBND cấp tỉnh phân cấp cho Chủ tịch UBND cấp xã",
  legal_basis = {
    "Luật Thủy lợi 2017", "Luật 146/2025/QH15", "NĐ 40/2026/NĐ-CP", "NQ 17/2026/NQ-CP",
  },
  receive_at = { "commune" }, time_limit = working_days(4), cutoff = "16:00", fee = vnd(0),
  fields = { canal = text { label = "Công trình, tuyến kênh", required = true } },
  documents = {
    doc { id = "don", name = "Đơn đề nghị (Phụ lục III NĐ 40/2026/NĐ-CP)", required = true },
    doc { id = "so_hoa", name = "Sơ họa vị trí khu vực", required = true },
    doc { id = "danh_gia", name = "Báo cáo đánh giá ảnh hưởng đến công trình", required = true },
    doc { id = "y_kien", name = "Ý kiến của đơn vị khai thác công trình", required = true },
    doc { id = "dang_ky", name = "Đăng ký phương tiện (nếu chưa có trong cơ sở dữ liệu)" },
  },
  results = {
    result { id = "giay_phep", name = "Giấy phép hoạt động trong phạm vi bảo vệ công trình" },
  },
  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, trả lời tính đầy đủ của hồ sơ", unit = "one_stop",
      level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "appraise", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ bổ sung thành phần hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "appraise" { title = "Thẩm định, trình Chủ tịch UBND cấp xã", unit = "construction",
      level = "commune", role = "specialist", limit = working_hours(18),
      on = { pass = "sign", fail = "draft_refusal" } },
    human "sign" { title = "Chủ tịch UBND cấp xã ký giấy phép", unit = "committee",
      level = "commune", role = "leader", limit = working_hours(8), sign = 2,
      makes = { "giay_phep" }, on = { signed = "issue", back = "appraise" } },
    human "issue" { title = "Vào sổ, chuyển một cửa", unit = "home_affairs", level = "commune",
      role = "clerk", limit = working_hours(2), on = { issued = "granted" } },
    human "draft_refusal" { title = "Ký văn bản không cấp, nêu rõ lý do", unit = "committee",
      level = "commune", role = "leader", limit = working_hours(8), sign = 2,
      on = { signed = "refused", back = "appraise" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
