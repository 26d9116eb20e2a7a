-- SPDX-License-Identifier: EUPL-1.2
-- Thủ tục rộng của bộ mô phỏng: sáu mươi nhánh mở cùng lúc, tên bước dài, trả lời dài.

local branches = {}
for i = 1, 60 do
  local name = "mot_buoc_co_ten_that_dai_de_xem_tra_loi_dai_den_dau_thi_thoi_" .. (100 + i)
  branches[i] = branch("nhanh_" .. i) {
    human(name) { unit = "one_stop", limit = working_hours(8), on = { good = "done" } },
  }
end
branches.join = 3
branches.next = "granted"

return procedure {
  code = "9.000004", version = "1", field = "Mô phỏng", name = "Thủ tục rộng",
  legal_basis = { "NĐ 118/2025/NĐ-CP" },
  time_limit = working_days(3),
  fields = {}, documents = {}, results = {}, fee = vnd(0),
  start = "wide",
  steps = {
    parallel "wide" (branches),
    finish "granted" { outcome = "granted" },
  },
}
