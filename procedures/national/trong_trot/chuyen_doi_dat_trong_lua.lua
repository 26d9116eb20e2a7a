-- SPDX-License-Identifier: EUPL-1.2
-- Chuyển đổi cơ cấu cây trồng, vật nuôi trên đất trồng lúa: thời gian trả lời tính hợp lệ khác nhau
-- theo kênh nộp, rồi 5 ngày làm việc kể từ khi hồ sơ hợp lệ.
--
-- Nguồn: mã 1.008004, QĐ 1000/QĐ-BNNMT (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: trực tiếp trả lời ngay; bưu chính 03 ngày làm việc; trực tuyến 01 ngày làm việc; thẩm định
-- 05 ngày làm việc kể từ ngày nhận hồ sơ hợp lệ, nên đồng hồ của hồ sơ dừng khi kiểm tra tính hợp
-- lệ. Miễn phí. Giờ chia 28 + 12 = 40 là của bản mẫu; "ngay" bản mẫu cho 1 giờ làm việc.
-- Nguồn để ngỏ: hồ sơ không hợp lệ thì sao (bản mẫu: bổ sung một lần, 30 ngày).

local check = {
  complete = "examine", missing = "supplement",
}

return procedure {
  code = "1.008004", version = "2026.1", field = "Trồng trọt",
  name = "Chuyển đổi cơ cấu cây trồng, vật nuôi trên đất trồng lúa",
  legal_basis = { "NĐ 112/2024/NĐ-CP" },
  receive_at = { "commune" }, time_limit = working_days(5), fee = vnd(0),
  fields = {
    parcel = text { label = "Thửa đất trồng lúa", required = true },
    square_metres = number { label = "Diện tích chuyển đổi (m²)", required = true },
    to_kind = choice { label = "Chuyển sang", required = true,
      choices = { "cay_lau_nam", "lua_ket_hop_thuy_san" },
      labels = {
        cay_lau_nam = "Trồng cây lâu năm",
        lua_ket_hop_thuy_san = "Trồng lúa kết hợp nuôi trồng thủy sản",
      } },
  },
  documents = {
    doc { id = "ban_dang_ky", name = "Bản Đăng ký chuyển đổi (Phụ lục IV)", required = true },
  },
  results = {
    result { id = "chap_thuan", name = "Văn bản chấp thuận (Phụ lục V NĐ 112/2024/NĐ-CP)" },
    result { id = "khong_chap_thuan", name = "Thông báo không chấp thuận (Phụ lục VI)" },
  },

  start = "channel",
  steps = {
    choose "channel" { title = "Nộp qua kênh nào?", by = function(d) return d.channel end,
      cases = { direct = "check_now", online = "check_online", post = "check_post" },
      otherwise = "check_post" },
    human "check_now" { title = "Trả lời ngay tính hợp lệ", unit = "one_stop",
      level = "commune", role = "receiver", limit = working_hours(1), clock = "stop", on = check },
    human "check_online" { title = "Trả lời tính hợp lệ, hồ sơ trực tuyến", unit = "one_stop",
      level = "commune", role = "receiver", limit = working_days(1), clock = "stop", on = check },
    human "check_post" { title = "Trả lời tính hợp lệ, hồ sơ bưu chính", unit = "one_stop",
      level = "commune", role = "receiver", limit = working_days(3), clock = "stop", on = check },
    wait "supplement" { title = "Chờ người dân bổ sung", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "channel", expired = "refused" } },

    human "examine" { title = "Đối chiếu Kế hoạch chuyển đổi hằng năm của xã",
      unit = "construction", level = "commune", role = "specialist", limit = working_hours(28),
      on = { pass = "sign", fail = "sign_no" } },
    human "sign" { title = "Ký văn bản chấp thuận", unit = "committee", level = "commune",
      role = "leader", limit = working_hours(12), sign = 2, makes = { "chap_thuan" },
      on = { signed = "granted", back = "examine" } },
    human "sign_no" { title = "Ký thông báo không chấp thuận", unit = "committee",
      level = "commune", role = "leader", limit = working_hours(12), sign = 2,
      makes = { "khong_chap_thuan" }, on = { signed = "refused", back = "examine" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
