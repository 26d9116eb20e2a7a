-- SPDX-License-Identifier: EUPL-1.2
-- Liên thông khai sinh, thường trú, thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi: khai sinh xong thì
-- công an và bảo hiểm xã hội cùng làm một lúc, một mã hồ sơ, một lần trả kết quả.
--
-- Hạn (NĐ 63/2024/NĐ-CP, QĐ 296/QĐ-VPCP): khai sinh trong ngày; thường trú và thẻ không quá 2
-- ngày làm việc; cộng 3 ngày, hồ sơ phải xác minh không quá 5 ngày; nhận sau 15 giờ tính từ hôm
-- sau. Ngày khai sinh 8 giờ chia 2 + 4 + 2 là của bản mẫu này. Cùng một tệp chạy trước và sau
-- 1/7/2025: công an, bảo hiểm không ghi cấp, danh bạ cho biết đơn vị gần nhất.

return procedure {
  code = "2.000986", version = "2025.1", field = "Hộ tịch",
  name = "Liên thông thủ tục hành chính về đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm "
    .. "y tế cho trẻ em dưới 6 tuổi",
  legal_basis = {
    "Luật Hộ tịch 2014", "Luật Cư trú 2020", "Luật Bảo hiểm y tế", "NĐ 123/2015/NĐ-CP",
    "NĐ 63/2024/NĐ-CP", "QĐ 296/QĐ-VPCP",
  },
  receive_at = { "commune" }, time_limit = working_days(3), cutoff = "15:00",
  fields = {
    child_name = text { label = "Họ, chữ đệm, tên của trẻ", required = true },
    birth_date = date { label = "Ngày sinh", required = true },
    -- Người yêu cầu chọn nơi đăng ký thường trú và nơi cấp thẻ; bỏ trống là nơi nộp hồ sơ.
    residence_area = area { label = "Nơi đăng ký thường trú" },
    card_area = area { label = "Nơi cấp thẻ bảo hiểm y tế" },
    personal_number = text { label = "Số định danh cá nhân của trẻ" },
  },
  documents = {
    doc { id = "to_khai", name = "Tờ khai điện tử liên thông", required = true },
    -- Bản điện tử có ký số của cơ sở y tế; không có thì văn bản của người làm chứng hoặc giấy cam
    -- đoan.
    doc { id = "chung_sinh", name = "Giấy chứng sinh hoặc giấy tờ thay thế", required = true },
    doc { id = "uy_quyen", name = "Văn bản ủy quyền (nếu có)" },
  },
  results = {
    result { id = "khai_sinh", name = "Giấy khai sinh" },
    result { id = "thuong_tru", name = "Thông báo kết quả đăng ký thường trú" },
    result { id = "the_bhyt", name = "Thẻ bảo hiểm y tế" },
  },
  -- Miễn phí cả ba kênh.
  fee = vnd(0),

  start = "receive",
  steps = {
    -- Khai sinh, trong ngày
    human "receive" { title = "Tiếp nhận hồ sơ liên thông",
      unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(2),
      on = { complete = "register", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ công dân bổ sung", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "register" { title = "Thẩm tra, ghi sổ đăng ký khai sinh",
      unit = "justice", level = "commune", role = "specialist", limit = working_hours(4),
      on = { pass = "sign", missing = "supplement", fail = "refused" } },
    human "sign" { title = "Ký Giấy khai sinh",
      unit = "committee", level = "commune", role = "leader", limit = working_hours(2),
      sign = 2, makes = { "khai_sinh" },
      on = { signed = "number", back = "register" } },
    -- Số định danh do CSDL quốc gia về dân cư cấp; không kết nối được thì hộ tịch tra và nhập tay.
    auto "number" { title = "Lấy số định danh cá nhân", call = "population.lookup",
      with = function(d) return { name = d.child_name, birth_date = d.birth_date } end,
      retry = { times = 5, backoff = minutes(10) }, limit = untimed,
      on = { ok = "send_out", failed = "number_by_hand" } },
    human "number_by_hand" { title = "Nhập số định danh cá nhân",
      unit = "justice", level = "commune", role = "specialist", limit = untimed,
      on = { entered = "number_known" } },
    choose "number_known" {
      by = function(d) return d.personal_number and "known" or "missing" end,
      cases = { known = "send_out", missing = "number_by_hand" }, otherwise = "number_by_hand" },

    -- Thường trú và thẻ, cùng lúc
    parallel "send_out" { title = "Công an và bảo hiểm xã hội cùng giải quyết",
      branch "thuong_tru" {
        -- Cha, mẹ xác nhận trên VNeID; nguồn không nêu hạn, bản mẫu lấy 5 ngày làm việc như nhóm
        -- khai tử. Không xác nhận thì không đăng ký thường trú, các kết quả kia vẫn trả.
        wait "parents_confirm" { title = "Chờ cha, mẹ xác nhận trên VNeID",
          event = "vneid.confirmed", clock = "stop", times = 1, max = working_days(5),
          on = { arrived = "residence", expired = "done" } },
        handoff "residence" { title = "Công an đăng ký thường trú",
          unit = "police", role = "police_officer", at = "residence_area",
          sends = { "to_khai", "khai_sinh" }, expects = { "thuong_tru" }, limit = working_days(2),
          on = { answered = "done", verify = "residence_verify", returned = "done" } },
        -- Phải xác minh: không quá 5 ngày kể cả 2 ngày trên; thời gian xác minh dời ngày hẹn trả.
        handoff "residence_verify" { title = "Công an xác minh, đăng ký thường trú",
          unit = "police", role = "police_officer", at = "residence_area",
          expects = { "thuong_tru" }, limit = working_days(3),
          clock = "stop", pause = "verification",
          on = { answered = "done", returned = "done" } },
      },
      branch "the_bhyt" {
        handoff "card" { title = "Bảo hiểm xã hội cấp thẻ bảo hiểm y tế",
          unit = "social_insurance", role = "insurance_officer", at = "card_area",
          sends = { "to_khai", "khai_sinh" }, expects = { "the_bhyt" }, limit = working_days(2),
          on = { answered = "done", returned = "done" } },
      },
      join = "all", next = "what_came" },

    -- Cơ quan nào từ chối thì chỉ thiếu kết quả của cơ quan đó.
    choose "what_came" {
      by = function(d)
        return d.papers.thuong_tru and d.papers.the_bhyt and "all" or "part"
      end,
      cases = { all = "granted", part = "partly" }, otherwise = "partly" },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "partly" { outcome = "partly_granted", form = "03",
      deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
