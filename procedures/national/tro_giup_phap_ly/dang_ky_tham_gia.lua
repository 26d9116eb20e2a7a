-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký tham gia trợ giúp pháp lý: 7 ngày theo lịch, rồi Sở Tư pháp công bố danh sách trong 3
-- ngày làm việc sau khi đã trả giấy.
--
-- Nguồn: mã 2.000596, QĐ 1540/QĐ-BTP (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 07 ngày từ ngày nhận hồ sơ hợp lệ; công bố danh sách trong 03 ngày làm việc từ ngày cấp giấy
-- (không nằm trong 7 ngày); miễn phí (kênh trực tiếp: không có thông tin). Bản mẫu cộng một ngày
-- theo lịch như một ngày làm việc và chia 1 + 4 + 2 = 7 ngày. Công bố là việc sau kết quả: bản mẫu
-- cho đồng hồ của hồ sơ dừng ở bước ấy, để hạn 3 ngày của riêng nó không tính vào 7 ngày.
-- Nguồn để ngỏ: hồ sơ chưa hợp lệ (bản mẫu bổ sung một lần, 30 ngày).

return procedure {
  code = "2.000596", version = "2026.1", field = "Trợ giúp pháp lý",
  name = "Thủ tục đăng ký tham gia trợ giúp pháp lý",
  legal_basis = { "Luật Trợ giúp pháp lý 2017", "TT 08/2017/TT-BTP" },
  receive_at = { "province" }, time_limit = calendar_days(7), fee = vnd(0),
  fields = {
    organisation = text { label = "Tên tổ chức", required = true },
    kind = choice { label = "Loại tổ chức", required = true,
      choices = { "hanh_nghe_luat_su", "tu_van_phap_luat" },
      labels = {
        hanh_nghe_luat_su = "Tổ chức hành nghề luật sư",
        tu_van_phap_luat = "Tổ chức tư vấn pháp luật",
      } },
  },
  documents = {
    doc { id = "don", name = "Đơn đề nghị tham gia (Mẫu TP-TGPL-01)", required = true },
    doc { id = "danh_sach", name = "Danh sách người đủ điều kiện (Mẫu TP-TGPL-02)",
      required = true },
    doc { id = "the", name = "Bản sao thẻ luật sư, thẻ tư vấn viên pháp luật", required = true },
  },
  results = { result { id = "giay", name = "Giấy đăng ký tham gia trợ giúp pháp lý" } },

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, kiểm tra tính hợp lệ", unit = "one_stop",
      level = "province", role = "receiver", limit = working_days(1),
      on = { complete = "examine", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ bổ sung", form = "02", event = "applicant.supplement",
      clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "examine" { title = "Kiểm tra điều kiện (khoản 1 điều 15 Luật TGPL)",
      unit = "justice", level = "province", role = "specialist", limit = working_days(4),
      on = { pass = "sign", fail = "refused" } },
    human "sign" { title = "Giám đốc Sở ký Giấy đăng ký", unit = "justice", level = "province",
      role = "leader", limit = working_days(2), sign = 2, makes = { "giay" },
      on = { signed = "publish", back = "examine" } },
    human "publish" { title = "Công bố danh sách tổ chức, người thực hiện", unit = "justice",
      level = "province", role = "specialist", limit = working_days(3), clock = "stop",
      on = { done = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
