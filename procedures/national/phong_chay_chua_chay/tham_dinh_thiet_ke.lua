-- SPDX-License-Identifier: EUPL-1.2
-- Thẩm định thiết kế về phòng cháy và chữa cháy ở công an cấp tỉnh: phí theo loại và tổng mức đầu
-- tư, nộp phí rồi mới thẩm định, 10 ngày làm việc.
--
-- Nguồn: mã 3.000489, QĐ 5461/QĐ-BCA-C07 (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 10 ngày làm việc cả ba kênh. Nguồn có hai cơ quan: Cục Cảnh sát PCCC (bộ) và Phòng Cảnh sát
-- PCCC công an tỉnh; tệp này là phần của tỉnh. Bản mẫu chia 8 + 56 + 16 = 80 giờ.
-- Nguồn để ngỏ: phí. Danh mục ghi "miễn phí" nhưng dẫn điều 26, Phụ lục Ia TT 37/2025/TT-BCA; mức
-- phí không có trong lời nguồn, nên số phí do cán bộ ghi vào tờ khai khi nhận và bản mẫu chỉ cộng
-- lại; không ghi là 0 đồng. Hạn nộp phí và số lần bổ sung cũng để ngỏ (bản mẫu 10 ngày; một lần).
-- Nguồn không nói mấy lớp chữ ký; bản mẫu: người ký, rồi cơ quan.

return procedure {
  code = "3.000489", version = "2026.2", field = "Phòng cháy, chữa cháy",
  name = "Thẩm định thiết kế về phòng cháy chữa cháy",
  legal_basis = {
    "Luật Phòng cháy, chữa cháy và cứu nạn, cứu hộ 2024", "NĐ 105/2025/NĐ-CP",
    "TT 37/2025/TT-BCA",
  },
  receive_at = { "province" }, time_limit = working_days(10),
  fields = {
    project = text { label = "Công trình, phương tiện", required = true },
    kind = choice { label = "Đối tượng", required = true,
      choices = { "cong_trinh", "phuong_tien" },
      labels = { cong_trinh = "Công trình", phuong_tien = "Phương tiện giao thông" } },
    appraisal_fee = number { label = "Phí thẩm định theo biểu (đồng)" },
  },
  documents = {
    doc { id = "pc11", name = "Văn bản đề nghị thẩm định (Mẫu số PC11)", required = true },
    doc { id = "thiet_ke", name = "Hồ sơ thiết kế", required = true },
    doc { id = "phap_ly", name = "Giấy tờ về đất đai, chủ trương đầu tư (công trình)" },
    doc { id = "tham_dinh_cdt", name = "Văn bản thẩm định của chủ đầu tư (công trình)" },
  },
  results = { result { id = "van_ban", name = "Văn bản thẩm định thiết kế về PCCC" } },
  fee = function(d) return vnd(d.appraisal_fee or 0) end,

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, kiểm tra thành phần, tính hợp lệ", unit = "police",
      level = "province", role = "police_officer", limit = working_hours(8),
      on = { complete = "papers", missing = "supplement", refuse = "refused" } },
    -- Công trình phải có thêm hai giấy tờ mà phương tiện không có.
    choose "papers" { title = "Đủ giấy tờ theo đối tượng?",
      by = function(d)
        local full = d.papers.phap_ly and d.papers.tham_dinh_cdt
        return (d.kind == "phuong_tien" or full) and "du" or "thieu"
      end,
      cases = { du = "has_fee", thieu = "supplement" }, otherwise = "supplement" },
    wait "supplement" { title = "Chờ bổ sung, hoàn thiện", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    choose "has_fee" { title = "Có phí thẩm định?",
      by = function(d) return (d.appraisal_fee or 0) > 0 and "co" or "khong" end,
      cases = { co = "pay", khong = "appraise" }, otherwise = "pay" },
    wait "pay" { title = "Chờ nộp phí thẩm định", event = "treasury.paid", clock = "stop",
      pause = "financial_duty", max = calendar_days(10),
      on = { arrived = "appraise", expired = "refused" } },
    human "appraise" { title = "Thẩm định thiết kế", unit = "police", level = "province",
      role = "police_officer", limit = working_hours(56),
      on = { pass = "issue", fail = "refused" } },
    human "issue" { title = "Ra văn bản thẩm định", unit = "police", level = "province",
      role = "leader", limit = working_hours(16), sign = 2, makes = { "van_ban" },
      on = { issued = "granted", back = "appraise" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
