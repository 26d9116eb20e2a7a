-- SPDX-License-Identifier: EUPL-1.2
-- Sai: sửa nội dung mà giữ nguyên version của calendar_late_swap.lua.
local office_hours = "07:30-11:30 13:30-17:00"

return calendar {
  version = "2026.2",
  first = "2026-12-01", last = "2027-12-31",
  offices = {
    office "VN-STD" { hours = office_hours },
    office "VN-SATR" { hours = office_hours, saturday = receives "07:30-11:30" },
  },
  special_days = {
    day_off { "2027-01-01", "Tết Dương lịch" },
    day_off { "2027-01-05", "Hoán đổi 16/01/2027" },
    make_up { "2027-01-16", "Làm bù" },
    day_off { "2027-02-05", "2027-02-11", "Tết Nguyên đán" },
  },
}
