-- SPDX-License-Identifier: EUPL-1.2
-- Công nhận hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp có mức sống trung bình: rà soát
-- từ ngày 15 hằng tháng, niêm yết 5 ngày, phúc tra nếu có khiếu nại. Tệp viết bằng từ tiếng Việt.
--
-- Nguồn: mã 1.011609, QĐ 967/QĐ-BNNMT (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: quyết định trong 15 ngày kể từ ngày bắt đầu rà soát; niêm yết 05 ngày làm việc; phúc tra 03
-- ngày làm việc nếu có khiếu nại; rà soát thực hiện từ ngày 15 hằng tháng. Miễn phí; nguồn chỉ nêu
-- kênh bưu chính và trực tiếp. Chờ tới ngày 15: đồng hồ dừng từ khi nhận tới khi cán bộ bắt đầu rà
-- soát. Máy không biết hôm nay là ngày mấy, người bắt đầu rà soát bấm "bat_dau". Một ngày theo lịch
-- được cộng như một ngày làm việc khi kiểm tra tổng: 5 + 5 + 3 + 2 = 15 ngày; đường không có khiếu
-- nại còn dư 3 ngày phúc tra (trong_han 12 ngày). Số 5 và 2 là của bản mẫu.
-- Nguồn để ngỏ: bổ sung giấy đề nghị; không công nhận thì trả lời trong bao lâu.

return thu_tuc {
  ma = "1.011609", phien_ban = "2026.1", linh_vuc = "Giảm nghèo",
  ten = "Công nhận hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống "
    .. "trung bình",
  can_cu = {
    "QĐ 24/2021/QĐ-TTg", "TT 07/2021/TT-BLĐTBXH", "TT 02/2022/TT-BLĐTBXH",
  },
  noi_nhan = { "commune" }, thoi_han = ngay(15), phi = dong(0),
  bien = {
    chu_ho = chuoi { nhan_de = "Họ tên chủ hộ", bat_buoc = true },
    so_nguoi = so { nhan_de = "Số người trong hộ", bat_buoc = true },
  },
  ho_so = {
    giay_to { bi_danh = "giay_de_nghi", ten = "Giấy đề nghị xác định hộ có mức sống trung bình",
      bat_buoc = true },
  },
  ket_qua_tra = {
    ket_qua { bi_danh = "quyet_dinh", ten = "Quyết định công nhận hộ có mức sống trung bình" },
  },
  bat_dau = "receive",
  cac_buoc = {
    can_bo "receive" { tieu_de = "Tiếp nhận, chờ đợt rà soát từ ngày 15", co_quan = "one_stop",
      cap = "commune", vai_tro = "receiver", han = ngay(31), dong_ho = "dung",
      neu = { bat_dau = "survey", refuse = "refused" },
      nhan_ket_qua = { bat_dau = "Bắt đầu rà soát" } },
    can_bo "survey" { tieu_de = "Xác định thu nhập theo phiếu khảo sát",
      co_quan = "culture_social", cap = "commune", vai_tro = "specialist", han = ngay(5),
      neu = { pass = "posting", fail = "refused" } },
    -- Hết 5 ngày niêm yết không ai khiếu nại thì đi tiếp: đồng hồ vẫn chạy, nguồn không cho dừng.
    cho "posting" { tieu_de = "Niêm yết, thông báo công khai 5 ngày làm việc",
      cac_su_kien = { khieu_nai = "posting.objection" }, so_lan = 1, toi_da = ngay_lam_viec(5),
      dong_ho = "chay", neu = { khieu_nai = "recheck", expired = "sign" },
      nhan_ket_qua = { khieu_nai = "Có khiếu nại" } },
    can_bo "recheck" { tieu_de = "Tổ chức phúc tra", co_quan = "culture_social", cap = "commune",
      vai_tro = "specialist", han = ngay_lam_viec(3),
      neu = { pass = "sign_rechecked", fail = "refused" } },
    can_bo "sign" { tieu_de = "Chủ tịch UBND cấp xã quyết định", co_quan = "committee",
      cap = "commune", vai_tro = "leader", han = ngay(2), ky_so = 2, tao = { "quyet_dinh" },
      neu = { signed = "granted" } },
    can_bo "sign_rechecked" { tieu_de = "Quyết định sau phúc tra", co_quan = "committee",
      cap = "commune", vai_tro = "leader", han = ngay(2), ky_so = 2, tao = { "quyet_dinh" },
      neu = { signed = "granted_rechecked" } },
    ket_thuc "granted" { loai = "granted", giao = { "quay", "buu_chinh" }, trong_han = ngay(12) },
    ket_thuc "granted_rechecked" { loai = "granted", giao = { "quay", "buu_chinh" } },
    ket_thuc "refused" { loai = "refused", mau = "03", giao = { "quay", "buu_chinh" } },
  },
}
