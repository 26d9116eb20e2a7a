-- SPDX-License-Identifier: EUPL-1.2
-- Cấp thẻ bảo hiểm y tế, được gọi
return procedure {
  code = "9.000123", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thẻ bảo hiểm", time_limit = working_days(2), start = "issue",
  fee = function(d) return d.mien and vnd(0) or vnd(3000) end,
  fields = {
    ho_ten = text { label = "Họ tên", required = true },
    mien = yesno { label = "Được miễn" },
    ket_luan = text { label = "Kết luận" },
  },
  documents = { doc { id = "giay_khai_sinh", name = "Giấy khai sinh", required = true } },
  results = { result { id = "the", name = "Thẻ" } },
  steps = {
    human "issue" { unit = "police", role = "police_officer", limit = working_hours(8),
      makes = { "the" }, on = { issued = "granted", fail = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
