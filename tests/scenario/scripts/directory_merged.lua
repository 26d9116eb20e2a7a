-- SPDX-License-Identifier: EUPL-1.2
-- Danh bạ thử: phòng Văn hóa - Xã hội của phường hết hiệu lực ngày 7/7/2025, nhập vào Văn phòng.
local function office(code, kind, name, more)
  more = more or {}
  return unit(code) { name = name, kind = kind, area = more.area or "01273",
    office = more.office or "VN-STD", to = more.to, successor = more.successor }
end

local function person(id, name, where, ...)
  local grants = {}
  for i, role in ipairs({ ... }) do
    grants[i] = { unit = where, role = role }
  end
  return officer(id) { name = name, roles = grants }
end

return directory {
  version = "2025.3",
  levels = {
    level "province" { label = "Cấp tỉnh" },
    level "commune" { label = "Cấp xã" },
  },
  roles = {
    role "receiver" { label = "Cán bộ tiếp nhận" },
    role "specialist" { label = "Chuyên viên thụ lý" },
    role "head" { label = "Trưởng bộ phận", assigns = true },
    role "leader" { label = "Lãnh đạo ký duyệt", assigns = true, signs = true },
  },
  areas = {
    area "04" { name = "Tỉnh Cao Bằng", level = "province" },
    area "01273" { name = "Phường Thục Phán", level = "commune", parent = "04" },
  },
  units = {
    office("H14", "committee", "UBND tỉnh", { area = "04" }),
    office("H14.61", "committee", "UBND phường Thục Phán"),
    office("H14.61.01", "one_stop", "Trung tâm Phục vụ hành chính công phường Thục Phán",
      { office = "VN-SATR" }),
    office("H14.61.04", "culture_social", "Phòng Văn hóa - Xã hội phường Thục Phán",
      { to = "2025-07-07", successor = "H14.61.05" }),
    office("H14.61.05", "culture_social", "Văn phòng và Văn hóa - Xã hội phường Thục Phán"),
  },
  officers = {
    person("mai.huong", "Mai Thị Hương", "H14.61.01", "receiver"),
    person("doan.tien", "Đoàn Văn Tiến", "H14.61.05", "specialist", "head", "leader"),
    person("phan.chinh", "Phan Công Chính", "H14.61", "leader"),
  },
  nodes = {
    node "thuc-phan" { units = { "H14.61", "H14.61.01", "H14.61.04", "H14.61.05" } },
  },
}
