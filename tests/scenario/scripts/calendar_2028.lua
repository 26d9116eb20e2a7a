-- SPDX-License-Identifier: EUPL-1.2
-- Lịch thử kéo dài tới hết năm 2028; ngày lễ chỉ ghi những ngày các tệp kịch bản cần.
local office_hours = "07:30-11:30 13:30-17:00"

return calendar {
  version = "2028.1",
  first = "2027-01-01", last = "2028-12-31",
  offices = {
    office "VN-STD" { hours = office_hours },
    office "VN-SATR" { hours = office_hours, saturday = receives "07:30-11:30" },
  },
  special_days = {
    day_off { "2027-01-01", "Tết Dương lịch" },
    day_off { "2028-01-03", "Tết Dương lịch, nghỉ bù" },
    day_off { "2028-01-25", "2028-01-31", "Tết Nguyên đán" },
  },
}
