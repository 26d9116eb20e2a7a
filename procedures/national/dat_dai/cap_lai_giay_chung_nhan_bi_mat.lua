-- SPDX-License-Identifier: EUPL-1.2
-- Cấp lại Giấy chứng nhận do bị mất: tổ chức thì đăng tin 15 ngày, cá nhân thì UBND cấp xã niêm yết
-- 15 ngày, rồi cấp lại; có nghĩa vụ tài chính thì qua thuế và chờ nộp.
--
-- Nguồn: mã 1.012786, QĐ 3380/QĐ-BNNMT (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 10 ngày làm việc trực tuyến và bưu chính, 20 ngày trực tiếp (danh mục không nói vì sao khác;
-- bản mẫu lấy 10). Đăng tin 03 lần trong 15 ngày; niêm yết 15 ngày; lập biên bản kết thúc niêm yết
-- không quá 05 ngày. Nguồn không nói niêm yết có tính vào 10 ngày không, nhưng 15 ngày không thể
-- nằm trong 10: bản mẫu cho dừng. Bản mẫu chia 4 + 28 + 32 + 12 + 4 = 80 giờ.
-- Nguồn để ngỏ: phí, lệ phí (theo Luật Phí và lệ phí, tỉnh quyết định; bản mẫu 0); hạn của thuế
-- (bản mẫu 5 ngày làm việc) và hạn nộp (bản mẫu 30 ngày theo lịch, chờ lại một lần); có phản ánh
-- khi niêm yết thì làm gì (bản mẫu: người thụ lý xem xét); trường hợp mất trang bổ sung đi thẳng,
-- không niêm yết.

return procedure {
  code = "1.012786", version = "2026.1", field = "Đất đai",
  name = "Cấp lại Giấy chứng nhận do bị mất",
  legal_basis = {
    "Luật Đất đai 2024", "NĐ 101/2024/NĐ-CP", "NĐ 118/2025/NĐ-CP", "NĐ 151/2025/NĐ-CP",
    "NĐ 226/2025/NĐ-CP",
  },
  time_limit = working_days(10), fee = vnd(0),
  fields = {
    parcel_area = area { label = "Xã, phường nơi có đất", required = true },
    parcel = text { label = "Số thửa, số tờ bản đồ", required = true },
    owner = choice { label = "Người được cấp giấy", required = true,
      choices = { "ca_nhan", "to_chuc" },
      labels = { ca_nhan = "Cá nhân, hộ gia đình, cộng đồng dân cư", to_chuc = "Tổ chức" } },
    extra_page_only = yesno { label = "Chỉ mất Trang bổ sung" },
    has_duty = yesno { label = "Phải thực hiện nghĩa vụ tài chính" },
  },
  documents = {
    doc { id = "don", name = "Đơn đăng ký biến động (Mẫu số 18)", required = true },
    doc { id = "gcn_cu", name = "Bản gốc Giấy chứng nhận (khi chỉ mất Trang bổ sung)" },
    doc { id = "trich_do", name = "Mảnh trích đo bản đồ địa chính (nếu đo đạc lại)" },
  },
  results = {
    result { id = "gcn", name = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền "
      .. "với đất" },
    result { id = "bien_ban", name = "Biên bản kết thúc niêm yết" },
    result { id = "thong_bao_thue", name = "Thông báo nộp tiền của cơ quan thuế" },
  },

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, kiểm tra thành phần", unit = "one_stop",
      role = "receiver", limit = working_hours(4),
      on = { complete = "lookup", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ hoàn thiện, bổ sung", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    -- Thửa đã chuyển quyền hoặc đang thế chấp: trả lại hồ sơ.
    human "lookup" { title = "Kiểm tra hồ sơ địa chính, thế chấp, chuyển quyền", unit = "land",
      role = "land_officer", at = "parcel_area", limit = working_hours(28),
      on = { clear = "kind", blocked = "refused" } },
    choose "kind" { title = "Ai mất, mất gì?",
      by = function(d)
        if d.extra_page_only then return "trang_bo_sung" end
        return d.owner
      end,
      cases = { trang_bo_sung = "renew", to_chuc = "announce", ca_nhan = "posting" },
      otherwise = "posting" },
    wait "announce" { title = "Đăng tin 03 lần trên phương tiện thông tin, 15 ngày",
      events = { claim = "posting.objection" }, clock = "stop", times = 1,
      max = calendar_days(15), on = { claim = "weigh", expired = "renew" } },
    wait "posting" { title = "UBND cấp xã niêm yết 15 ngày, tiếp nhận phản ánh",
      events = { claim = "posting.objection" }, clock = "stop", times = 1,
      max = calendar_days(15), on = { claim = "weigh", expired = "minutes" } },
    handoff "minutes" { title = "UBND cấp xã lập biên bản kết thúc niêm yết",
      unit = "construction", level = "commune", role = "land_officer", at = "parcel_area",
      expects = { "bien_ban" }, limit = calendar_days(5), clock = "stop", pause = "posting",
      on = { answered = "renew", returned = "weigh" } },
    human "weigh" { title = "Xem xét phản ánh về việc mất giấy", unit = "land",
      role = "land_officer", at = "parcel_area", limit = untimed, clock = "stop",
      pause = "posting", on = { dismissed = "renew", upheld = "refused" } },

    human "renew" { title = "Hủy giấy cũ, chỉnh lý hồ sơ địa chính, trích lục, Phiếu chuyển",
      unit = "land", role = "land_officer", at = "parcel_area", limit = working_hours(32),
      on = { done = "duty" } },
    choose "duty" { title = "Có nghĩa vụ tài chính không?",
      by = function(d) return d.has_duty and "co" or "khong" end,
      cases = { co = "tax", khong = "sign" }, otherwise = "tax" },
    handoff "tax" { title = "Thuế xác định nghĩa vụ tài chính (Mẫu số 19)", unit = "tax",
      role = "tax_officer", at = "parcel_area", sends = { "don" },
      expects = { "thong_bao_thue" }, limit = working_days(5), clock = "stop",
      pause = "financial_duty", on = { answered = "pay", returned = "sign" } },
    wait "pay" { title = "Chờ nộp nghĩa vụ tài chính",
      events = { paid = "treasury.paid", deferred = "tax.deferred" }, clock = "stop",
      pause = "financial_duty", times = 2, max = calendar_days(30),
      on = { paid = "sign", deferred = "sign", expired = "refused" } },
    human "sign" { title = "Ký cấp lại Giấy chứng nhận", unit = "land", role = "leader",
      at = "parcel_area", limit = working_hours(12), sign = 2, makes = { "gcn" },
      on = { signed = "hand_over", back = "renew" } },
    human "hand_over" { title = "Chuyển giấy tới nơi tiếp nhận", unit = "land",
      role = "land_officer", at = "parcel_area", limit = working_hours(4), sends = { "gcn" },
      on = { done = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
