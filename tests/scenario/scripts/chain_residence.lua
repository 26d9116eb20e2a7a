-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký thường trú, được gọi
return procedure {
  code = "9.000122", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thường trú", time_limit = working_days(2), start = "check",
  fee = function(d) return d.channel == "online" and vnd(10000) or vnd(20000) end,
  fields = {
    ho_ten = text { label = "Họ tên", required = true },
    so_dinh_danh = text { label = "Số định danh" },
    ket_luan = text { label = "Kết luận" },
  },
  documents = {
    doc { id = "giay_khai_sinh", name = "Giấy khai sinh", required = true },
    doc { id = "bo_sung", name = "Giấy bổ sung" },
  },
  results = { result { id = "tb", name = "Thông báo" } },
  steps = {
    human "check" { unit = "police", role = "police_officer", limit = working_hours(8),
      allow = function(d) return d.papers.giay_khai_sinh, "chưa có giấy khai sinh" end,
      on = { pass = "grant", missing = "supplement", fail = "refused" } },
    wait "supplement" { event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(10), on = { arrived = "check", expired = "refused" } },
    choose "grant" { -- hỏng khi chưa có kết luận: nil không có độ dài
      by = function(d) return #d.ket_luan > 0 and d.visits.check > 0 and "yes" or "no" end,
      cases = { yes = "sign", no = "refused" }, otherwise = "refused" },
    human "sign" { unit = "police", role = "police_officer", limit = working_hours(4),
      makes = { "tb" }, on = { signed = "granted" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
