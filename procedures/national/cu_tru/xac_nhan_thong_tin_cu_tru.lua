-- SPDX-License-Identifier: EUPL-1.2
-- Xác nhận thông tin về cư trú: có trong cơ sở dữ liệu thì 1 ngày, phải xác minh thì 3 ngày. Tệp
-- viết bằng từ tiếng Việt.
--
-- Nguồn: mã 1.010041, QĐ 9354/QĐ-BCA-C06 (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 01 ngày làm việc nếu thông tin có trong CSDL quốc gia về dân cư, 03 ngày làm việc nếu cần
-- xác minh; trực tuyến; miễn phí. Giờ chia (1 + 4 + 3 = 8; 1 + 20 + 3 = 24) là của bản mẫu này.
-- Nguồn để ngỏ: nhận cả sáng thứ 7 (danh bạ ghi giờ làm của công an, không phải tệp này); kênh trực
-- tiếp và bưu chính không được nêu nên hồ sơ không phải trực tuyến bị từ chối. Nguồn có hai hạn
-- theo kênh; hạn chung ghi số lớn, đường nhanh ghi trong_han 1 ngày.

return thu_tuc {
  ma = "1.010041", phien_ban = "2026.1", linh_vuc = "Đăng ký, quản lý cư trú",
  ten = "Xác nhận thông tin về cư trú",
  can_cu = {
    "Luật Cư trú 2020", "NĐ 62/2021/NĐ-CP", "TT 55/2021/TT-BCA", "TT 56/2021/TT-BCA",
    "TT 66/2023/TT-BCA", "TT 53/2025/TT-BCA",
  },
  noi_nhan = { "commune" }, thoi_han = ngay_lam_viec(3), phi = dong(0),
  bien = {
    noi_dung = chuoi { nhan_de = "Thông tin cần xác nhận", bat_buoc = true },
    co_trong_csdl = co_khong { nhan_de = "Thông tin có trong CSDL quốc gia về dân cư" },
  },
  ho_so = {
    giay_to { bi_danh = "ct01", ten = "Tờ khai thay đổi thông tin cư trú (Mẫu CT01)" },
  },
  ket_qua_tra = { ket_qua { bi_danh = "ct07", ten = "Xác nhận thông tin về cư trú (CT07)" } },
  bat_dau = "channel",
  cac_buoc = {
    re_nhanh "channel" { tieu_de = "Nộp trực tuyến?",
      chon = function(d) return d.channel == "online" and "truc_tuyen" or "kenh_khac" end,
      truong_hop = { truc_tuyen = "receive", kenh_khac = "wrong_channel" },
      con_lai = "wrong_channel" },
    can_bo "wrong_channel" { tieu_de = "Hướng dẫn nộp trực tuyến, từ chối", co_quan = "police",
      cap = "commune", vai_tro = "police_officer", han = gio_lam_viec(1),
      neu = { refuse = "refused" } },
    can_bo "receive" { tieu_de = "Tiếp nhận, tra cứu, cấp Phiếu CT04", co_quan = "police",
      cap = "commune", vai_tro = "police_officer", han = gio_lam_viec(1),
      neu = { complete = "in_database", refuse = "refused" } },
    re_nhanh "in_database" { tieu_de = "Có trong cơ sở dữ liệu?",
      chon = function(d) return d.co_trong_csdl and "co" or "chua_co" end,
      truong_hop = { co = "confirm", chua_co = "verify" }, con_lai = "verify" },

    can_bo "confirm" { tieu_de = "Lập Giấy xác nhận theo dữ liệu", co_quan = "police",
      cap = "commune", vai_tro = "police_officer", han = gio_lam_viec(4),
      neu = { pass = "issue" } },
    can_bo "issue" { tieu_de = "Phát hành xác nhận", co_quan = "police", cap = "commune",
      vai_tro = "police_officer", han = gio_lam_viec(3), tao = { "ct07" },
      neu = { issued = "granted" } },

    can_bo "verify" { tieu_de = "Xác minh nơi cư trú", co_quan = "police", cap = "commune",
      vai_tro = "police_officer", han = gio_lam_viec(20),
      neu = { pass = "issue_verified", fail = "refused" } },
    can_bo "issue_verified" { tieu_de = "Phát hành xác nhận sau xác minh", co_quan = "police",
      cap = "commune", vai_tro = "police_officer", han = gio_lam_viec(3), tao = { "ct07" },
      neu = { issued = "granted_verified" } },

    ket_thuc "granted" { loai = "granted", giao = { "truc_tuyen" }, trong_han = ngay_lam_viec(1) },
    ket_thuc "granted_verified" { loai = "granted", giao = { "truc_tuyen" } },
    ket_thuc "refused" { loai = "refused", mau = "03", giao = { "truc_tuyen" } },
  },
}
