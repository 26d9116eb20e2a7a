-- SPDX-License-Identifier: EUPL-1.2
-- Hỗ trợ hòa giải viên gặp tai nạn hoặc rủi ro: tra giấy chứng tử trong cơ sở dữ liệu hộ tịch thay
-- cho giấy phải nộp, tra không được mới yêu cầu bổ sung; có quyết định thì chi tiền.
--
-- Nguồn: mã 2.000424, QĐ 3753/QĐ-BTP (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 07 ngày làm việc gồm cả chi tiền; yêu cầu bổ sung: trực tuyến không muộn hơn 08 giờ làm
-- việc, trực tiếp hoặc bưu chính không quá 01 ngày làm việc (cùng là 8 giờ); miễn phí. Bản mẫu chia
-- 8 + 24 + 8 + 16 = 56 giờ.
-- Nguồn để ngỏ: số tiền hỗ trợ (NĐ 15/2014/NĐ-CP, không có trong lời nguồn); số lần bổ sung (bản
-- mẫu một lần, 30 ngày); việc tra cứu cần tên chương trình: bản mẫu dùng population.lookup của danh
-- bạ.

return procedure {
  code = "2.000424", version = "2026.1", field = "Hòa giải ở cơ sở",
  name = "Thủ tục thực hiện hỗ trợ khi hòa giải viên gặp tai nạn hoặc rủi ro ảnh hưởng đến sức "
    .. "khỏe, tính mạng trong khi thực hiện hoạt động hòa giải",
  legal_basis = {
    "Luật Hòa giải ở cơ sở 2013", "NĐ 15/2014/NĐ-CP", "NĐ 120/2025/NĐ-CP", "TT 09/2025/TT-BTP",
    "NQ 66.7/2025/NQ-CP",
  },
  receive_at = { "commune" }, time_limit = working_days(7), fee = vnd(0),
  fields = {
    mediator = text { label = "Họ tên hòa giải viên", required = true },
    died = yesno { label = "Hòa giải viên đã chết" },
  },
  documents = {
    doc { id = "de_nghi", name = "Giấy đề nghị hỗ trợ", required = true },
    doc { id = "bien_ban", name = "Biên bản xác nhận tình trạng của hòa giải viên bị tai nạn",
      required = true },
    doc { id = "vien_phi", name = "Giấy ra viện, hóa đơn chi phí khám, chữa bệnh (nếu có)" },
    doc { id = "chung_tu", name = "Giấy chứng tử (khi không khai thác được dữ liệu)" },
  },
  results = {
    result { id = "quyet_dinh", name = "Quyết định hỗ trợ hòa giải viên" },
    result { id = "tra_loi", name = "Văn bản trả lời trường hợp không hỗ trợ" },
  },

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, kiểm tra hồ sơ", unit = "one_stop",
      level = "commune", role = "receiver", limit = working_hours(8),
      on = { complete = "alive", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ bổ sung, hoàn thiện", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    choose "alive" { title = "Phải có giấy chứng tử?",
      by = function(d) return d.died and not d.papers.chung_tu and "phai_tra" or "khong" end,
      cases = { phai_tra = "lookup", khong = "examine" }, otherwise = "examine" },
    auto "lookup" { title = "Tra giấy chứng tử trong CSDL hộ tịch", call = "population.lookup",
      with = function(d) return { name = d.mediator } end,
      retry = { times = 3, backoff = minutes(10) }, limit = untimed,
      on = { ok = "examine", unknown = "supplement", failed = "supplement" } },
    human "examine" { title = "Xem xét, thẩm định", unit = "justice", level = "commune",
      role = "specialist", limit = working_hours(24),
      on = { pass = "sign", fail = "sign_no" } },
    human "sign" { title = "Ký quyết định hỗ trợ", unit = "committee", level = "commune",
      role = "leader", limit = working_hours(8), sign = 2, makes = { "quyet_dinh" },
      on = { signed = "pay", back = "examine" } },
    human "pay" { title = "Chi tiền hỗ trợ", unit = "home_affairs", level = "commune",
      role = "specialist", limit = working_hours(16), on = { paid = "granted" } },
    human "sign_no" { title = "Ký văn bản không hỗ trợ, nêu lý do", unit = "committee",
      level = "commune", role = "leader", limit = working_hours(8), sign = 2,
      makes = { "tra_loi" }, on = { signed = "refused", back = "examine" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
