-- SPDX-License-Identifier: EUPL-1.2
-- Cấp phép sử dụng tạm thời lòng đường, vỉa hè vào mục đích khác, đường do cấp xã quản lý: đám tang
-- 1 ngày, việc khác 5 ngày làm việc.
--
-- Nguồn: mã 1.013274, QĐ 871/QĐ-BXD (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: không quá 01 ngày đối với đám tang, không quá 05 ngày làm việc đối với trường hợp khác. Nộp
-- gián tiếp: kiểm tra thành phần trong ngày (đám tang) hoặc 02 ngày làm việc (việc khác), trước khi
-- tính hạn. Bản mẫu chia 2 + 4 + 2 = 8 giờ và 2 + 30 + 8 = 40 giờ. Nguồn có ba cơ quan: Khu Quản lý
-- đường bộ (quốc lộ), Sở Xây dựng (đường đô thị được giao), UBND cấp xã. Tệp này là phần của UBND
-- cấp xã; hai phần kia khác cơ quan và cấp.
-- Nguồn để ngỏ: phí ("không có thông tin"; bản mẫu 0); "01 ngày" không nói là ngày làm việc; hạn
-- hai ngày kiểm tra thành phần không thành bước riêng ở đây vì chỉ dùng để báo thiếu.

return procedure {
  code = "1.013274", version = "2026.1", field = "Đường bộ",
  name = "Cấp phép sử dụng tạm thời lòng đường, vỉa hè vào mục đích khác",
  legal_basis = { "Luật Đường bộ 2024", "NĐ 165/2024/NĐ-CP", "NĐ 140/2025/NĐ-CP" },
  receive_at = { "commune" }, time_limit = working_days(5), fee = vnd(0),
  fields = {
    road = text { label = "Đường, đoạn vỉa hè", required = true },
    purpose = choice { label = "Mục đích", required = true,
      choices = { "dam_tang", "dam_cuoi", "le_hoi", "trong_giu_xe", "khac" },
      labels = {
        dam_tang = "Đám tang", dam_cuoi = "Đám cưới", le_hoi = "Lễ hội, hoạt động văn hóa",
        trong_giu_xe = "Trông, giữ xe", khac = "Việc khác",
      } },
    from_date = date { label = "Từ ngày", required = true },
    to_date = date { label = "Đến ngày", required = true },
  },
  documents = {
    doc { id = "de_nghi", name = "Văn bản đề nghị (theo mẫu)", required = true },
    doc { id = "phuong_an", name = "Phương án sử dụng, phương án tổ chức giao thông",
      required = true },
  },
  results = { result { id = "giay_phep", name = "Giấy phép sử dụng tạm thời" } },

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, kiểm tra thành phần", unit = "one_stop",
      level = "commune", role = "receiver", limit = working_hours(2),
      on = { complete = "purpose", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ hoàn thiện thành phần hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    choose "purpose" { title = "Có phải đám tang không?",
      by = function(d) return d.purpose == "dam_tang" and "dam_tang" or "viec_khac" end,
      cases = { dam_tang = "check_today", viec_khac = "check" }, otherwise = "check_today" },

    human "check_today" { title = "Kiểm tra trong ngày", unit = "construction",
      level = "commune", role = "specialist", limit = working_hours(4),
      on = { pass = "sign_today", fail = "refused_today" } },
    human "sign_today" { title = "Ký giấy phép trong ngày", unit = "committee",
      level = "commune", role = "leader", limit = working_hours(2), sign = 2,
      makes = { "giay_phep" }, on = { signed = "granted_today", back = "check_today" } },

    human "check" { title = "Kiểm tra điều kiện, phương án giao thông", unit = "construction",
      level = "commune", role = "specialist", limit = working_hours(30),
      on = { pass = "sign", fail = "refused" } },
    human "sign" { title = "Ký giấy phép", unit = "committee", level = "commune",
      role = "leader", limit = working_hours(8), sign = 2, makes = { "giay_phep" },
      on = { signed = "granted", back = "check" } },

    finish "granted_today" { title = "Trả giấy phép đám tang", outcome = "granted",
      deliver = { "counter", "online" }, within = working_days(1) },
    finish "refused_today" { title = "Không cấp, nêu lý do (đám tang)", outcome = "refused",
      form = "03", deliver = { "counter", "online" }, within = working_days(1) },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
