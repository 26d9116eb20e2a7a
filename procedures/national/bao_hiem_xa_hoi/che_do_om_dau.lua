-- SPDX-License-Identifier: EUPL-1.2
-- Giải quyết hưởng chế độ ốm đau: đơn vị sử dụng lao động nộp danh sách, cơ quan bảo hiểm xã hội
-- giải quyết và chi trả. Tệp viết bằng từ tiếng Việt.
--
-- Nguồn: mã 1.001667, QĐ 1474/QĐ-BTC (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 6 ngày làm việc cả ba kênh; miễn phí. 10 ngày để đơn vị lập danh sách (mẫu 01B-HSB) là việc
-- của đơn vị, trước khi nộp, không nằm trong hạn. Nguồn không chia bước: bản mẫu chia 4 + 28 + 8 +
-- 8 = 48 giờ.
-- Nguồn để ngỏ: thiếu giấy tờ thì sao (bản mẫu bổ sung một lần, 30 ngày); một phần danh sách không
-- đủ điều kiện (bản mẫu có kết thúc riêng, kèm mẫu 03). Nguồn không nói mấy lớp chữ ký; bản mẫu:
-- người ký, rồi cơ quan.

return thu_tuc {
  ma = "1.001667", phien_ban = "2026.2", linh_vuc = "Thực hiện chính sách BHXH",
  ten = "Giải quyết hưởng chế độ ốm đau",
  can_cu = {
    "Luật Bảo hiểm xã hội", "NĐ 115/2015/NĐ-CP", "NĐ 143/2018/NĐ-CP", "NĐ 166/2016/NĐ-CP",
    "TT 46/2016/TT-BYT", "TT 56/2017/TT-BYT",
  },
  thoi_han = ngay_lam_viec(6), phi = dong(0),
  bien = {
    don_vi = chuoi { nhan_de = "Đơn vị sử dụng lao động", bat_buoc = true },
    so_nguoi = so { nhan_de = "Số người trong danh sách", bat_buoc = true },
    du_dieu_kien = so { nhan_de = "Số người đủ điều kiện hưởng" },
  },
  ho_so = {
    giay_to { bi_danh = "danh_sach", ten = "Danh sách đề nghị (mẫu 01B-HSB)", bat_buoc = true },
    giay_to { bi_danh = "giay_nghi", ten = "Giấy tờ nghỉ việc hưởng chế độ của người lao động" },
  },
  ket_qua_tra = {
    ket_qua { bi_danh = "thong_bao", ten = "Danh sách giải quyết hưởng chế độ" },
    ket_qua { bi_danh = "tien", ten = "Tiền trợ cấp" },
  },
  bat_dau = "receive",
  cac_buoc = {
    can_bo "receive" { tieu_de = "Tiếp nhận danh sách", co_quan = "social_insurance",
      vai_tro = "insurance_officer", han = gio_lam_viec(4),
      neu = { complete = "examine", missing = "supplement", refuse = "refused" } },
    cho "supplement" { tieu_de = "Chờ đơn vị bổ sung", mau = "02",
      cho_su_kien = "applicant.supplement", dong_ho = "dung", so_lan = 1, toi_da = ngay(30),
      neu = { arrived = "receive", expired = "refused" } },
    can_bo "examine" { tieu_de = "Xét từng người, ghi số đủ điều kiện",
      co_quan = "social_insurance", vai_tro = "insurance_officer", han = gio_lam_viec(28),
      neu = { pass = "number_known", missing = "supplement" } },
    -- Chưa ghi, hoặc ghi nhiều hơn danh sách, thì quay lại xét: cho_phep hỏi trước khi ghi nhận số
    -- vừa điền, nên chỗ này là re_nhanh.
    re_nhanh "number_known" { tieu_de = "Đã ghi số người đủ điều kiện?",
      chon = function(d)
        if d.du_dieu_kien == nil or d.du_dieu_kien > d.so_nguoi then return "ghi_lai" end
        return "da_ghi"
      end,
      truong_hop = { da_ghi = "approve", ghi_lai = "examine" }, con_lai = "examine" },
    can_bo "approve" { tieu_de = "Duyệt, lập danh sách giải quyết", co_quan = "social_insurance",
      vai_tro = "leader", han = gio_lam_viec(8), ky_so = 2, tao = { "thong_bao" },
      neu = { signed = "how_many", back = "examine" } },
    re_nhanh "how_many" { tieu_de = "Bao nhiêu người được hưởng?",
      chon = function(d)
        if d.du_dieu_kien == 0 then return "khong_ai" end
        return d.du_dieu_kien < d.so_nguoi and "mot_phan" or "tat_ca"
      end,
      truong_hop = { khong_ai = "refused", mot_phan = "pay_part", tat_ca = "pay_all" },
      con_lai = "pay_part" },
    can_bo "pay_all" { tieu_de = "Chuyển tiền trợ cấp", co_quan = "social_insurance",
      vai_tro = "insurance_officer", han = gio_lam_viec(8), tao = { "tien" },
      neu = { done = "granted" } },
    can_bo "pay_part" { tieu_de = "Chuyển tiền cho những người đủ điều kiện",
      co_quan = "social_insurance", vai_tro = "insurance_officer", han = gio_lam_viec(8),
      tao = { "tien" }, neu = { done = "partly" } },
    ket_thuc "granted" { loai = "granted", giao = { "quay", "buu_chinh", "truc_tuyen" } },
    ket_thuc "partly" { loai = "partly_granted", mau = "03",
      giao = { "quay", "buu_chinh", "truc_tuyen" } },
    ket_thuc "refused" { loai = "refused", mau = "03",
      giao = { "quay", "buu_chinh", "truc_tuyen" } },
  },
}
