-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký đất đai, cấp Giấy chứng nhận lần đầu cho hộ gia đình, cá nhân, cộng đồng dân cư; có
-- liên thông thuế và dừng tính giờ chờ dân nộp nghĩa vụ tài chính.
--
-- Hạn: đăng ký không quá 17 ngày làm việc, cấp Giấy chứng nhận không quá 3 ngày làm việc, cộng
-- 20. Vùng núi, hải đảo, vùng sâu, vùng xa thêm 10 ngày: tỉnh khai trong tệp riêng của tỉnh.
-- Nguồn chỉ cho hai con số 17 và 3; giờ chia cho từng bước dưới đây là của bản mẫu này:
--   đăng ký: 4 + 92 + 24 + 16 = 136 giờ = 17 ngày; cấp giấy: 8 + 12 + 4 = 24 giờ = 3 ngày.
-- Không tính vào hạn: niêm yết, giải quyết ý kiến, thuế tính, dân nộp (NĐ 101/2024, NĐ 151/2025).

return procedure {
  code = "1.013978", version = "2025.1", field = "Đất đai",
  name = "Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận quyền sử dụng đất, quyền "
    .. "sở hữu tài sản gắn liền với đất lần đầu đối với hộ gia đình, cá nhân, cộng đồng dân cư",
  legal_basis = {
    "Luật Đất đai 2024", "NĐ 101/2024/NĐ-CP", "NĐ 118/2025/NĐ-CP", "NĐ 151/2025/NĐ-CP",
    "NĐ 226/2025/NĐ-CP",
  },
  -- Bộ phận Một cửa mọi cấp đều nhận, không phụ thuộc địa giới trong tỉnh (NĐ 118/2025).
  time_limit = working_days(20), cutoff = "15:00",
  fields = {
    parcel_area = area { label = "Xã, phường nơi có đất", required = true },
    parcel = text { label = "Số thửa, số tờ bản đồ" },
    square_metres = number { label = "Diện tích (m²)" },
    land_use_fee = yesno { label = "Phải nộp tiền sử dụng đất" },
    amount_due = number { label = "Số tiền theo thông báo thuế (đồng)" },
    receipt_number = text { label = "Số chứng từ đã nộp" },
  },
  documents = {
    doc { id = "don", name = "Đơn đăng ký đất đai, tài sản gắn liền với đất (Mẫu 15)",
      required = true },
    doc { id = "giay_to_dat", name = "Giấy tờ theo điều 137, 148, 149 Luật Đất đai (nếu có)" },
    doc { id = "trich_do", name = "Mảnh trích đo bản đồ địa chính thửa đất (nếu có)" },
    doc { id = "chung_tu", name = "Chứng từ nghĩa vụ tài chính, giấy tờ miễn, giảm (nếu có)" },
    doc { id = "uy_quyen", name = "Văn bản ủy quyền (nếu có)" },
  },
  results = {
    result { id = "phieu_chuyen", name = "Phiếu chuyển thông tin sang cơ quan thuế (Mẫu 19)" },
    result { id = "tb_dang_ky", name = "Thông báo xác nhận kết quả đăng ký đất đai (Mẫu 16)" },
    result { id = "gcn", name = "Giấy chứng nhận quyền sử dụng đất" },
    result { id = "thong_bao_thue", name = "Thông báo nộp tiền của cơ quan thuế" },
    result { id = "xac_nhan_thue", name = "Xác nhận của thuế đã hoàn thành nghĩa vụ" },
  },
  -- Lệ phí cấp giấy do HĐND tỉnh quyết định; tệp riêng của tỉnh ghi số tiền.
  fee = vnd(0),

  start = "receive",
  steps = {
    -- Đăng ký
    human "receive" { title = "Tiếp nhận, số hóa hồ sơ",
      unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "appraise", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ công dân bổ sung", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "appraise" { title = "Trích lục, xác nhận hiện trạng, nguồn gốc, quy hoạch",
      unit = "construction", level = "commune", role = "land_officer", at = "parcel_area",
      limit = working_hours(92),
      on = { pass = "opinion", missing = "supplement", fail = "refused" } },
    -- Ý kiến không quá 3 ngày làm việc; cơ quan im lặng phải giải trình bằng văn bản.
    consult "opinion" { title = "Chi nhánh VPĐKĐĐ kiểm tra bản đồ địa chính",
      units = { { unit = "land", at = "parcel_area" } }, role = "land_officer",
      limit = working_hours(24), silence = "explain",
      on = { agreed = "posting", opposed = "conclude", silent = "posting" } },
    -- Niêm yết Mẫu 17 trong 15 ngày tại UBND xã và khu dân cư.
    wait "posting" { title = "Niêm yết công khai 15 ngày",
      events = { objection = "posting.objection" }, clock = "stop", times = 2,
      max = calendar_days(15),
      on = { objection = "settle", expired = "conclude" } },
    human "settle" { title = "Giải quyết ý kiến về nội dung công khai",
      unit = "construction", level = "commune", role = "land_officer", at = "parcel_area",
      limit = untimed, clock = "stop", pause = "posting",
      on = { settled = "conclude", posted_again = "posting" } },
    human "conclude" { title = "Kết luận điều kiện cấp giấy, lập Phiếu chuyển thông tin",
      unit = "construction", level = "commune", role = "land_officer", at = "parcel_area",
      limit = working_hours(16), makes = { "phieu_chuyen" },
      on = { eligible = "kind_of_duty", not_eligible = "notify", fail = "refused" } },

    -- Nghĩa vụ tài chính: cá nhân 5 ngày làm việc nếu có tiền sử dụng đất, 3 ngày nếu không.
    choose "kind_of_duty" { title = "Có phải nộp tiền sử dụng đất không?",
      by = function(d) return d.land_use_fee and "with_fee" or "without" end,
      cases = { with_fee = "tax_land_use", without = "tax" }, otherwise = "tax",
      labels = { with_fee = "Có", without = "Không" } },
    handoff "tax_land_use" { title = "Thuế xác định tiền sử dụng đất và nghĩa vụ khác",
      unit = "tax", role = "tax_officer", at = "parcel_area",
      sends = { "phieu_chuyen", "don" }, expects = { "thong_bao_thue" }, limit = working_days(5),
      clock = "stop", pause = "financial_duty",
      on = { answered = "pay", exempt = "draft", returned = "conclude", overdue = "tax_late" } },
    handoff "tax" { title = "Thuế xác định nghĩa vụ tài chính",
      unit = "tax", role = "tax_officer", at = "parcel_area",
      sends = { "phieu_chuyen", "don" }, expects = { "thong_bao_thue" }, limit = working_days(3),
      clock = "stop", pause = "financial_duty",
      on = { answered = "pay", exempt = "draft", returned = "conclude", overdue = "tax_late" } },
    -- Thuế trễ phải báo một cửa và địa chính lý do, xin lỗi, hẹn ngày mới; nguồn để ngỏ số ngày hẹn
    -- lại, bản mẫu này cho 3 ngày.
    human "tax_late" { title = "Thuế báo lý do trễ, xin lỗi và trả thông báo",
      unit = "tax", role = "tax_officer", at = "parcel_area", form = "04",
      limit = working_days(3), clock = "stop", pause = "financial_duty",
      on = { answered = "pay", exempt = "draft", back = "conclude" } },
    -- Kho bạc báo đã nộp thì tự chuyển tới bước ký. Biên lai không đồng bộ: công dân gửi chứng từ,
    -- thuế xác nhận. Nguồn không nêu hạn nộp; bản mẫu lấy 30 ngày ghi trên thông báo thuế, chờ lại
    -- tối đa 12 lần.
    wait "pay" { title = "Chờ thực hiện nghĩa vụ tài chính",
      events = { paid = "treasury.paid", deferred = "tax.deferred", receipt = "applicant.receipt" },
      clock = "stop", pause = "financial_duty", times = 12, max = calendar_days(30),
      on = { paid = "draft", deferred = "draft", receipt = "confirm_paid",
        expired = "check_paid" } },
    handoff "confirm_paid" { title = "Thuế xác nhận đã hoàn thành nghĩa vụ",
      unit = "tax", role = "tax_officer", at = "parcel_area",
      sends = { "chung_tu" }, expects = { "xac_nhan_thue" }, limit = working_days(3),
      clock = "stop", pause = "financial_duty",
      on = { answered = "draft", returned = "pay", overdue = "check_paid" } },
    -- Quá hạn nộp mà chưa nộp: vẫn dừng tính giờ, một cửa đối chiếu thông báo với chứng từ.
    human "check_paid" { title = "Đối chiếu thông báo thuế với chứng từ đã nộp",
      unit = "one_stop", role = "receiver", limit = untimed,
      clock = "stop", pause = "financial_duty",
      on = { paid = "draft", wait_more = "pay", give_up = "refused" } },

    -- Cấp giấy
    human "draft" { title = "In Giấy chứng nhận, trình ký",
      unit = "construction", level = "commune", role = "land_officer", at = "parcel_area",
      limit = working_hours(8), on = { drafted = "sign" } },
    human "sign" { title = "Chủ tịch UBND cấp xã ký Giấy chứng nhận",
      unit = "committee", level = "commune", role = "leader", at = "parcel_area",
      limit = working_hours(12), sign = 2, makes = { "gcn" },
      on = { signed = "issue", back = "draft" } },
    -- Bản sao giấy và hồ sơ chuyển Chi nhánh VPĐKĐĐ để cập nhật hồ sơ địa chính.
    human "issue" { title = "Vào sổ, đóng dấu, chuyển một cửa và VPĐKĐĐ",
      unit = "committee", level = "commune", role = "clerk", at = "parcel_area",
      limit = working_hours(4), sends = { "gcn" }, on = { issued = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post" } },

    -- Chưa đủ điều kiện hoặc không có nhu cầu cấp giấy: chỉ xác nhận đăng ký (Mẫu 16).
    human "notify" { title = "Ký Thông báo xác nhận kết quả đăng ký",
      unit = "committee", level = "commune", role = "leader", at = "parcel_area",
      limit = working_hours(12), sign = 2, makes = { "tb_dang_ky" },
      on = { signed = "registered", back = "conclude" } },
    finish "registered" { outcome = "registered", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
