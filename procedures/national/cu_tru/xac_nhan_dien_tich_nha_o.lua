-- SPDX-License-Identifier: EUPL-1.2
-- Xác nhận điều kiện diện tích bình quân nhà ở để đăng ký thường trú: UBND cấp xã trả lời trong 2
-- ngày làm việc. Nguồn nói công dân nộp tờ khai này cùng hồ sơ cư trú thì công an chuyển sang UBND
-- cấp xã: vì vậy nó cũng là thủ tục con của đăng ký thường trú (1.004222).
--
-- Nguồn: mã 1.013314, QĐ 1523/QĐ-BCA-C06 (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: 2 ngày làm việc cả ba kênh, miễn phí. Nguồn không chia giờ: bản mẫu chia 2 + 10 + 4.
-- Nguồn để ngỏ: bổ sung hồ sơ (chỉ nói tiếp nhận hoặc từ chối, nên không có bước chờ bổ sung); ai
-- đi kiểm tra (bản mẫu: phòng phụ trách xây dựng).

return procedure {
  code = "1.013314", version = "2026.1", field = "Đăng ký, quản lý cư trú",
  name = "Xác nhận về điều kiện diện tích bình quân nhà ở để đăng ký thường trú vào chỗ ở do thuê, "
    .. "mượn, ở nhờ; nhà ở, đất ở không có tranh chấp quyền sở hữu nhà ở, quyền sử dụng đất ở, "
    .. "không thuộc địa điểm không được đăng ký thường trú mới",
  legal_basis = { "Luật Cư trú 2020", "NĐ 154/2024/NĐ-CP" },
  receive_at = { "commune" }, time_limit = working_days(2),
  fields = {
    address = text { label = "Địa chỉ chỗ ở đề nghị xác nhận" },
    square_metres = number { label = "Diện tích chỗ ở (m²)" },
    people = number { label = "Số người đã và sẽ đăng ký thường trú ở đó" },
  },
  documents = {
    doc { id = "mau_02", name = "Tờ khai xác nhận tình trạng chỗ ở hợp pháp, diện tích nhà ở tối "
      .. "thiểu (Mẫu số 02, NĐ 154/2024/NĐ-CP)", required = true },
  },
  results = {
    result { id = "xac_nhan_dien_tich", name = "Xác nhận tình trạng chỗ ở hợp pháp, diện tích "
      .. "nhà ở tối thiểu" },
  },
  fee = vnd(0),

  start = "request",
  steps = {
    human "request" { title = "Tiếp nhận tờ khai", unit = "one_stop", level = "commune",
      role = "receiver", limit = working_hours(2),
      on = { complete = "measure", refuse = "refused" } },
    human "measure" { title = "Kiểm tra diện tích, tranh chấp", unit = "construction",
      level = "commune", role = "specialist", limit = working_hours(10),
      on = { pass = "confirm", fail = "refused" } },
    human "confirm" { title = "Ký xác nhận", unit = "committee", level = "commune", role = "leader",
      limit = working_hours(4), sign = 2, makes = { "xac_nhan_dien_tich" },
      on = { signed = "granted", back = "measure" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
