-- SPDX-License-Identifier: EUPL-1.2
-- Lịch làm việc của cơ quan nhà nước 2018-2027: ngày nghỉ, ngày làm bù, giờ làm việc theo loại
-- cơ quan.
-- Nguồn: Bộ luật Lao động, điều 112; thông báo nghỉ lễ hằng năm (2018: 6519/VPCP-KGVX ... 2025:
-- 6150/TB-BLĐTBXH, 2026: 9441/TB-BNV). Hoán đổi công bố sau là một phiên bản mới của tệp này.
-- Năm 2027 chỉ gồm những ngày luật đã định, tạm tính tới khi có thông báo.

local office_hours = "07:30-11:30 13:30-17:00"

return calendar {
  version = "2026.1",
  first = "2018-01-01", last = "2027-12-31",
  offices = {
    office "VN-STD" { hours = office_hours },
    -- sáng thứ Bảy làm việc nửa ngày
    office "VN-SATC" { hours = office_hours, saturday = "07:30-11:30" },
    -- sáng thứ Bảy chỉ tiếp nhận, không tính là ngày làm việc
    office "VN-SATR" { hours = office_hours, saturday = receives "07:30-11:30" },
    office "VN-OCPS" { hours = "07:30-11:30 13:00-17:00" },
    office "VN-THRU" { hours = "07:30-17:30", saturday = "07:30-11:30" },
    -- ví dụ một nơi có ngày đóng cửa riêng vì bão lũ, dịch bệnh, bàn giao
    office "VN-LOCAL" { hours = office_hours, closures = {
      "2019-11-11", "2020-10-19", "2020-10-20", "2020-10-21", "2021-08-02", "2021-08-03",
      "2021-08-04", "2021-08-05", "2021-08-06", "2022-09-28", "2024-09-09", "2024-09-10",
      "2025-07-01" } },
  },
  special_days = {
    -- 2018
    day_off { "2018-01-01", "Tết Dương lịch" },
    day_off { "2018-02-14", "2018-02-20", "Tết Nguyên đán" },
    day_off { "2018-04-25", "Giỗ Tổ Hùng Vương" },
    day_off { "2018-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2018-05-01", "Ngày Quốc tế Lao động" },
    day_off { "2018-09-02", "2018-09-03", "Quốc khánh" },
    day_off { "2018-12-31", "Hoán đổi 05/01/2019" },
    -- 2019
    day_off { "2019-01-01", "Tết Dương lịch" },
    make_up { "2019-01-05", "Làm bù" },
    day_off { "2019-02-04", "2019-02-08", "Tết Nguyên đán" },
    day_off { "2019-04-14", "2019-04-15", "Giỗ Tổ Hùng Vương" },
    day_off { "2019-04-29", "Hoán đổi 04/05/2019" },
    day_off { "2019-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2019-05-01", "Ngày Quốc tế Lao động" },
    make_up { "2019-05-04", "Làm bù" },
    day_off { "2019-09-02", "Quốc khánh" },
    -- 2020
    day_off { "2020-01-01", "Tết Dương lịch" },
    day_off { "2020-01-23", "2020-01-29", "Tết Nguyên đán" },
    day_off { "2020-04-02", "Giỗ Tổ Hùng Vương" },
    day_off { "2020-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2020-05-01", "Ngày Quốc tế Lao động" },
    day_off { "2020-09-02", "Quốc khánh" },
    -- 2021
    day_off { "2021-01-01", "Tết Dương lịch" },
    day_off { "2021-02-10", "2021-02-16", "Tết Nguyên đán" },
    day_off { "2021-04-21", "Giỗ Tổ Hùng Vương" },
    day_off { "2021-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2021-05-01", "Ngày Quốc tế Lao động" },
    day_off { "2021-05-03", "Ngày Quốc tế Lao động" },
    day_off { "2021-09-02", "2021-09-03", "Quốc khánh" },
    -- 2022
    day_off { "2022-01-01", "Tết Dương lịch" },
    day_off { "2022-01-03", "Tết Dương lịch" },
    day_off { "2022-01-31", "2022-02-04", "Tết Nguyên đán" },
    day_off { "2022-04-10", "2022-04-11", "Giỗ Tổ Hùng Vương" },
    day_off { "2022-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2022-05-01", "Ngày Quốc tế Lao động" },
    day_off { "2022-05-02", "Ngày Chiến thắng 30/4" },
    day_off { "2022-05-03", "Ngày Quốc tế Lao động" },
    day_off { "2022-09-01", "2022-09-02", "Quốc khánh" },
    -- 2023
    day_off { "2023-01-01", "2023-01-02", "Tết Dương lịch" },
    day_off { "2023-01-20", "2023-01-26", "Tết Nguyên đán" },
    day_off { "2023-04-29", "Giỗ Tổ Hùng Vương" },
    day_off { "2023-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2023-05-01", "Ngày Quốc tế Lao động" },
    day_off { "2023-05-02", "Giỗ Tổ Hùng Vương" },
    day_off { "2023-05-03", "Ngày Chiến thắng 30/4" },
    day_off { "2023-09-01", "2023-09-02", "Quốc khánh" },
    day_off { "2023-09-04", "Quốc khánh" },
    -- 2024
    day_off { "2024-01-01", "Tết Dương lịch" },
    day_off { "2024-02-08", "2024-02-14", "Tết Nguyên đán" },
    day_off { "2024-04-18", "Giỗ Tổ Hùng Vương" },
    day_off { "2024-04-29", "Hoán đổi 04/05/2024" },
    day_off { "2024-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2024-05-01", "Ngày Quốc tế Lao động" },
    make_up { "2024-05-04", "Làm bù" },
    day_off { "2024-09-02", "2024-09-03", "Quốc khánh" },
    -- 2025
    day_off { "2025-01-01", "Tết Dương lịch" },
    day_off { "2025-01-27", "2025-01-31", "Tết Nguyên đán" },
    day_off { "2025-04-07", "Giỗ Tổ Hùng Vương" },
    make_up { "2025-04-26", "Làm bù" },
    day_off { "2025-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2025-05-01", "Ngày Quốc tế Lao động" },
    day_off { "2025-05-02", "Hoán đổi 26/04/2025" },
    day_off { "2025-09-01", "2025-09-02", "Quốc khánh" },
    -- 2026
    day_off { "2026-01-01", "Tết Dương lịch" },
    day_off { "2026-02-16", "2026-02-20", "Tết Nguyên đán" },
    day_off { "2026-04-27", "Giỗ Tổ Hùng Vương" },
    day_off { "2026-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2026-05-01", "Ngày Quốc tế Lao động" },
    make_up { "2026-08-22", "Làm bù" },
    day_off { "2026-08-31", "Hoán đổi 22/08/2026" },
    day_off { "2026-09-01", "2026-09-02", "Quốc khánh" },
    day_off { "2026-11-24", "Ngày Văn hóa Việt Nam" },
    -- 2027, tạm tính
    day_off { "2027-01-01", "Tết Dương lịch" },
    day_off { "2027-02-05", "2027-02-11", "Tết Nguyên đán" },
    day_off { "2027-04-16", "Giỗ Tổ Hùng Vương" },
    day_off { "2027-04-30", "Ngày Chiến thắng 30/4" },
    day_off { "2027-05-01", "Ngày Quốc tế Lao động" },
    day_off { "2027-05-03", "Nghỉ bù Ngày Quốc tế Lao động" },
    day_off { "2027-09-02", "2027-09-03", "Quốc khánh" },
    day_off { "2027-11-24", "Ngày Văn hóa Việt Nam" },
  },
}
