-- SPDX-License-Identifier: EUPL-1.2
-- Cấp giấy xác nhận tình trạng hôn nhân: chuỗi người làm, bổ sung, xác minh nơi ở cũ, ký.

return procedure {
  code = "9.000001", version = "2025.1", field = "Hộ tịch",
  name = "Cấp giấy xác nhận tình trạng hôn nhân",
  legal_basis = { "Luật Hộ tịch 2014" },
  receive_at = { "commune" }, time_limit = working_days(3), cutoff = "15:00",
  fields = {
    purpose = text { label = "Mục đích", required = true },
    lived_elsewhere = yesno { label = "Đã từng ở nơi khác" },
    previous_residence = area { label = "Nơi ở trước đây" },
    copies = number { label = "Số bản" },
  },
  documents = { doc { id = "to_khai", name = "Tờ khai", required = true } },
  results = { result { id = "gxn", name = "Giấy xác nhận" } },
  fee = function(d)
    return d.channel == "online" and vnd(8000) or vnd(15000)
  end,
  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận", unit = "one_stop", level = "commune",
      role = "receiver", limit = working_hours(4),
      on = { complete = "route", missing = "supplement", refuse = "refused" } },
    wait "supplement" { title = "Chờ bổ sung", event = "applicant.supplement", clock = "stop",
      times = 1, max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    choose "route" { by = function(d)
        return d.lived_elsewhere and "elsewhere" or "here"
      end,
      cases = { elsewhere = "verify", here = "appraise" }, otherwise = "appraise" },
    handoff "verify" { title = "Nơi ở cũ xác minh", unit = "justice", level = "commune",
      at = "previous_residence", role = "specialist",
      sends = { "to_khai" }, expects = { "confirmation" }, limit = working_days(20), clock = "stop",
      on = { answered = "appraise", returned = "appraise", overdue = "appraise" } },
    human "appraise" { title = "Thẩm tra", unit = "justice", level = "commune",
      role = "specialist", limit = working_hours(12),
      on = { pass = "sign", fail = "refused" } },
    human "sign" { title = "Ký duyệt", unit = "committee", level = "commune", role = "leader",
      limit = working_hours(8), sign = 2, makes = { "gxn" },
      on = { signed = "granted", back = "appraise" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post" } },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
