-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký thường trú tại công an cấp xã; chỗ ở thuê, mượn, ở nhờ mà chưa có xác nhận diện tích thì
-- gọi thủ tục 1.013314 của UBND cấp xã ngay trong hồ sơ này.
--
-- Nguồn: mã 1.004222, QĐ 1523/QĐ-BCA-C06 (danh mục tthc_catalogue.csv, lời ở tthc_text.jsonl).
-- Hạn: 7 ngày làm việc trực tuyến và trực tiếp (nguồn). Lệ phí theo TT 75/2022/TT-BTC: trực tuyến
-- 10.000, trực tiếp 20.000 đồng; người được miễn (điều 4) 0 đồng (nguồn).
-- Bản mẫu chia 4 + 48 + 4 = 56 giờ: nguồn không chia.
-- Gọi 1.013314: nguồn của 1.013314 nói tờ khai nộp cùng hồ sơ cư trú thì công an chuyển sang UBND
-- cấp xã giải quyết. Nguồn để ngỏ: 2 ngày ấy có nằm trong 7 ngày không; bản mẫu cho dừng.
-- Nguồn không nói mấy lớp chữ ký; bản mẫu: người ký, rồi cơ quan.

return procedure {
  code = "1.004222", version = "2026.2", field = "Đăng ký, quản lý cư trú",
  name = "Đăng ký thường trú",
  legal_basis = {
    "Luật Cư trú 2020", "NĐ 154/2024/NĐ-CP", "TT 55/2021/TT-BCA", "TT 66/2023/TT-BCA",
    "TT 53/2025/TT-BCA", "TT 75/2022/TT-BTC",
  },
  receive_at = { "commune" }, time_limit = working_days(7),
  fields = {
    person_name = text { label = "Họ, chữ đệm, tên người đăng ký", required = true },
    home_kind = choice { label = "Chỗ ở", required = true,
      choices = { "so_huu", "thue_muon", "ton_giao", "co_so_tro_giup", "phuong_tien" },
      labels = {
        so_huu = "Nhà thuộc sở hữu của mình", thue_muon = "Nhà thuê, mượn, ở nhờ",
        ton_giao = "Cơ sở tín ngưỡng, tôn giáo", co_so_tro_giup = "Cơ sở trợ giúp xã hội",
        phuong_tien = "Phương tiện lưu động",
      } },
    fee_exempt = yesno { label = "Thuộc diện miễn lệ phí (điều 4 TT 75/2022/TT-BTC)" },
  },
  documents = {
    doc { id = "ct01", name = "Tờ khai thay đổi thông tin cư trú (Mẫu CT01)", required = true },
    doc { id = "cho_o", name = "Giấy tờ chứng minh chỗ ở hợp pháp (nếu cần)" },
    doc { id = "nhan_than", name = "Giấy tờ chứng minh quan hệ nhân thân (nếu cần)" },
    doc { id = "mau_02", name = "Tờ khai diện tích nhà ở (Mẫu số 02, nếu chưa có xác nhận)" },
    doc { id = "xac_nhan_dien_tich", name = "Xác nhận diện tích của UBND cấp xã (nếu đã có)" },
  },
  results = {
    result { id = "thong_bao", name = "Thông báo kết quả giải quyết thủ tục về cư trú" },
  },
  fee = function(d)
    if d.fee_exempt then return vnd(0) end
    -- Nguồn không nêu kênh bưu chính; nộp cách khác trực tuyến tính như trực tiếp.
    return d.channel == "online" and vnd(10000) or vnd(20000)
  end,

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, cấp Phiếu CT04", unit = "police", level = "commune",
      role = "police_officer", limit = working_hours(4),
      on = { complete = "needs_area", refuse = "refused" } },
    choose "needs_area" { title = "Có phải xin xác nhận diện tích không?",
      by = function(d)
        local has = d.papers.xac_nhan_dien_tich
        return d.home_kind == "thue_muon" and not has and "phai_xin" or "khong"
      end,
      cases = { phai_xin = "area", khong = "examine" }, otherwise = "examine" },
    call "area" { title = "UBND cấp xã xác nhận diện tích nhà ở", procedure = "1.013314",
      limit = working_days(2), clock = "stop", pause = "confirmation",
      on = { granted = "examine", refused = "refused" } },
    human "examine" { title = "Đối chiếu với CSDL quốc gia về dân cư, CSDL về cư trú",
      unit = "police", level = "commune", role = "police_officer", limit = working_hours(48),
      on = { pass = "update", fail = "refused" } },
    human "update" { title = "Cập nhật CSDL, ra thông báo kết quả", unit = "police",
      level = "commune", role = "leader", limit = working_hours(4), sign = 2,
      makes = { "thong_bao" }, on = { issued = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "online" } },
    -- Phiếu từ chối của ngành là Mẫu CT06; số "03" là mẫu từ chối chung của một cửa.
    finish "refused" { outcome = "refused", form = "03", deliver = { "counter", "online" } },
  },
}
