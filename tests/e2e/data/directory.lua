-- SPDX-License-Identifier: EUPL-1.2
-- Danh bạ của kiểm thử: một tỉnh, hai xã, cơ quan thuế; mỗi nơi một máy trạm. Tên người là hư cấu.

local function office(code, place, kind, name)
  return unit(code) { name = name, kind = kind, area = place, office = "VN-STD" }
end

local function person(id, name, code, ...)
  local roles = {}
  for i = 1, select("#", ...) do
    roles[i] = { unit = code, role = (select(i, ...)) }
  end
  return officer(id) { name = name, roles = roles }
end

return directory {
  version = "e2e.1",
  levels = { level "province" { label = "Cấp tỉnh" }, level "commune" { label = "Cấp xã" } },
  roles = {
    role "receiver" { label = "Cán bộ tiếp nhận" },
    role "specialist" { label = "Chuyên viên" },
    role "head" { label = "Trưởng bộ phận", assigns = true },
    role "leader" { label = "Lãnh đạo", assigns = true },
    role "tax_officer" { label = "Cán bộ thuế" },
  },
  areas = {
    area "04" { name = "Tỉnh Thử", level = "province" },
    area "04001" { name = "Xã Mỹ Trà", level = "commune", parent = "04" },
    area "04002" { name = "Xã Bình An", level = "commune", parent = "04" },
  },
  units = {
    office("H14.1", "04001", "committee", "UBND xã Mỹ Trà"),
    office("H14.1.1", "04001", "one_stop", "Bộ phận Một cửa xã Mỹ Trà"),
    office("H14.1.2", "04001", "justice", "Tư pháp - Hộ tịch xã Mỹ Trà"),
    office("H14.2.2", "04002", "justice", "Tư pháp - Hộ tịch xã Bình An"),
    office("G12.1", "04", "tax", "Thuế tỉnh Thử"),
  },
  officers = {
    person("hoa", "Hoàng Thị Hoa", "H14.1.1", "receiver"),
    person("an", "Nông Văn An", "H14.1.2", "specialist"),
    person("binh", "Trần Thị Bình", "H14.1.2", "specialist"),
    person("cuong", "Lê Văn Cường", "H14.1.2", "head"),
    person("chinh", "Phan Công Chính", "H14.1", "leader"),
    person("xa", "Đỗ Thị Xa", "H14.2.2", "specialist"),
    person("thue", "Hoàng Thanh Thuế", "G12.1", "tax_officer"),
  },
  nodes = {
    node "my-tra" { units = { "H14.1", "H14.1.1", "H14.1.2" },
      capabilities = { "population.lookup" } },
    node "binh-an" { units = { "H14.2.2" } },
    node "thue" { units = { "G12.1" } },
  },
}
