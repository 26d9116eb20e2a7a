-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký khai sinh, được gọi
return procedure {
  code = "9.000121", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Khai sinh", time_limit = working_days(1), fee = vnd(5000), start = "register",
  fields = {
    ho_ten = text { label = "Họ tên", required = true },
    so_dinh_danh = text { label = "Số định danh" },
  },
  documents = { doc { id = "chung_sinh", name = "Giấy chứng sinh", required = true } },
  results = { result { id = "gks", name = "Giấy khai sinh" } },
  steps = {
    human "register" { unit = "justice", level = "commune", role = "specialist",
      limit = working_hours(8), makes = { "gks" },
      allow = function(d) return d.papers.chung_sinh and d.ho_ten ~= nil end,
      on = { signed = "granted", fail = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
