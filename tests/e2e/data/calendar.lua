-- SPDX-License-Identifier: EUPL-1.2
-- Lịch của kiểm thử: giờ hành chính, nghỉ Quốc khánh 2025, đủ xa để đồng hồ thật cũng chạy được.

-- Năm nào cũng phải có thông báo nghỉ: ở đây chỉ có Tết Dương lịch.
local days = { day_off { "2025-09-01", "2025-09-02", "Quốc khánh" } }
for year = 2020, 2060 do
  days[#days + 1] = day_off { year .. "-01-01", year .. "-01-01", "Tết Dương lịch" }
end

return calendar {
  version = "e2e.1",
  first = "2020-01-01", last = "2060-12-31",
  offices = {
    office "VN-STD" { hours = "07:30-11:30 13:30-17:00" },
  },
  special_days = days,
}
