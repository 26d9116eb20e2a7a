-- Danh bạ dựng từ một tệp hồ sơ: các cơ quan tiếp nhận và các cơ quan giải quyết.
local areas, units, officers, nodes = {}, {}, {}, {}

--- Ba cán bộ của một đơn vị.
local function staff(code, id)
  local function one(duty, name, ...)
    local roles = {}
    for _, role in ipairs { ... } do
      roles[#roles + 1] = { unit = code, role = role }
    end
    officers[#officers + 1] = officer(id .. "." .. duty) { name = name .. " " .. code,
      roles = roles }
  end
  one("tn", "Cán bộ tiếp nhận", "receiver", "clerk")
  one("cv", "Chuyên viên", "specialist")
  one("ld", "Lãnh đạo", "head", "leader")
end

--- Một đơn vị cùng cán bộ và máy trạm của nó.
local function add(number, code, id, kind, area_code, name)
  units[#units + 1] = unit(code) { name = name, kind = kind, area = area_code,
    office = "VN-STD" }
  nodes[number] = nodes[number] or {}
  nodes[number][#nodes[number] + 1] = code
  staff(code, id)
end

--- Cả nước, một tỉnh, một xã, một cơ quan tiếp nhận.
local function top(number, code, id, name)
  areas[#areas + 1] = area "VN" { name = name, level = "country" }
  add(number, code, id, "office", "VN", name)
end
local function p(number, code, id, area_code, name)
  areas[#areas + 1] = area(area_code) { name = name, level = "province", parent = "VN" }
  add(number, code, id, "office", area_code, name)
end
local function w(area_code, province, name)
  areas[#areas + 1] = area(area_code) { name = name, level = "commune", parent = province }
end
local function a(number, code, id, area_code, name)
  add(number, code, id, "one_stop", area_code, "Một cửa " .. name)
end

--@ units

local served = {}
for i, codes in ipairs(nodes) do
  served[i] = node("load_" .. i) { units = codes, capabilities = { "population.lookup" } }
end
return directory {
  version = "load",
  levels = { level "country" { label = "Cấp trung ương" },
    level "province" { label = "Cấp tỉnh" }, level "commune" { label = "Cấp xã" } },
  roles = { role "receiver" { label = "Tiếp nhận" }, role "clerk" { label = "Văn thư" },
    role "specialist" { label = "Chuyên viên" },
    role "head" { label = "Lãnh đạo phòng", assigns = true },
    role "leader" { label = "Lãnh đạo" } },
  areas = areas, units = units, officers = officers, nodes = served,
}
