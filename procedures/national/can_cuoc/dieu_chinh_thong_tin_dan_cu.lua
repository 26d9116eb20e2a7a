-- SPDX-License-Identifier: EUPL-1.2
-- Điều chỉnh thông tin trong Cơ sở dữ liệu quốc gia về dân cư: nộp ở công an nào cũng được, nơi
-- nhận không phải nơi cư trú thì chuyển ngay; thời gian chuyển không tính.
--
-- Nguồn: mã 1.012564, QĐ 1523/QĐ-BCA-C06 (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 02 ngày làm việc, không tính thời gian chuyển hồ sơ từ cơ quan khác đến công an cấp xã nơi
-- công dân cư trú; miễn phí. Nguồn không chia giờ: bản mẫu chia 2 + 12 + 2 = 16 giờ.
-- Nguồn để ngỏ: chuyển "ngay" là bao lâu (bản mẫu cho công an nơi cư trú 4 giờ để nhận); số lần bổ
-- sung (bản mẫu một lần, 30 ngày). Lời nguồn còn nhắc công an cấp huyện, nay không còn.

return procedure {
  code = "1.012564", version = "2026.1", field = "Cấp, quản lý căn cước",
  name = "Điều chỉnh thông tin trong Cơ sở dữ liệu quốc gia về dân cư theo đề nghị của công dân "
    .. "(thực hiện tại cấp xã)",
  legal_basis = {
    "Luật Căn cước 2023", "NĐ 70/2024/NĐ-CP", "TT 16/2024/TT-BCA", "TT 17/2024/TT-BCA",
    "TT 18/2024/TT-BCA",
  },
  receive_at = { "commune" }, time_limit = working_days(2), fee = vnd(0),
  fields = {
    change = text { label = "Thông tin cần điều chỉnh", required = true },
    home = area { label = "Nơi thường trú (hoặc tạm trú, nơi ở hiện tại)", required = true },
    elsewhere = yesno { label = "Nơi cư trú thuộc công an xã khác" },
  },
  documents = {
    doc { id = "dc02", name = "Phiếu đề nghị giải quyết thủ tục về căn cước (Mẫu DC02)",
      required = true },
  },
  results = {
    result { id = "cap_nhat", name = "Cập nhật thông tin trong CSDL quốc gia về dân cư" },
  },

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận hồ sơ, cấp giấy hẹn CC02", unit = "police",
      level = "commune", role = "police_officer", limit = working_hours(2),
      on = { complete = "where", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ công dân bổ sung", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    choose "where" { title = "Công dân có cư trú ở đây không?",
      by = function(d) return d.elsewhere and "noi_khac" or "o_day" end,
      cases = { noi_khac = "transfer", o_day = "check" }, otherwise = "check" },
    -- Nơi cư trú trả lại (không phải dân của xã) thì nơi nhận xem lại địa chỉ; hai lần là sự cố.
    handoff "transfer" { title = "Công an nơi cư trú nhận hồ sơ chuyển đến", unit = "police",
      level = "commune", role = "police_officer", at = "home", sends = { "dc02" },
      limit = working_hours(4), clock = "stop", times = 2,
      on = { answered = "check", returned = "receive" } },
    human "check" { title = "Kiểm tra tính pháp lý, tính chính xác của thông tin", unit = "police",
      level = "commune", role = "police_officer", at = "home", limit = working_hours(12),
      on = { pass = "update", fail = "refused" } },
    human "update" { title = "Điều chỉnh, thông báo kết quả", unit = "police", level = "commune",
      role = "police_officer", at = "home", limit = working_hours(2), makes = { "cap_nhat" },
      on = { done = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    -- Thông báo từ chối của ngành là Mẫu CC03.
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
