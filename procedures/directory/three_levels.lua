-- SPDX-License-Identifier: EUPL-1.2
-- Danh bạ mẫu ba cấp: tỉnh Cao Bằng trước ngày 1/7/2025, với hai đơn vị cấp huyện và ba đơn vị
-- cấp xã.
-- Mã địa bàn là mã thật (danh mục ngày 1/3/2025); mã đơn vị theo QĐ 20/2020/QĐ-TTg đọc từ trái sang
-- phải, phần sau H14 đặt làm mẫu; họ tên cán bộ là hư cấu.

local ended = "2025-07-01"

--- Một đơn vị với địa bàn, loại, tên; giờ hành chính trừ khi nói khác.
local function office(code, area_code, kind, name, more)
  more = more or {}
  return unit(code) { name = name, kind = kind, area = area_code, office = more.office or "VN-STD",
    to = more.to, successor = more.successor }
end

--- Các đơn vị của một huyện: mã bắt đầu bằng mã UBND huyện.
local function district_units(code, area_code, name, tail)
  return office(code, area_code, "committee", "UBND " .. name, { to = ended }),
    office(code .. ".01", area_code, "one_stop", "Bộ phận Một cửa " .. name, { to = ended }),
    office(code .. ".02", area_code, "justice", "Phòng Tư pháp " .. name, { to = ended }),
    office(code .. ".03", area_code, "construction", "Phòng Quản lý đô thị " .. name,
      { to = ended }),
    office(code .. ".04", area_code, "home_affairs", "Phòng Nội vụ " .. name, { to = ended }),
    office(code .. ".05", area_code, "social", "Phòng LĐ-TB&XH " .. name, { to = ended }),
    office(code .. ".06", area_code, "environment", "Phòng TN&MT " .. name, { to = ended }),
    office("H14.08." .. tail, area_code, "land", "Chi nhánh VPĐKĐĐ " .. name),
    office("G12.18.14." .. tail, area_code, "tax", "Chi cục Thuế " .. name),
    office("G12.30.14." .. tail, area_code, "social_insurance", "BHXH " .. name),
    office("G01.14." .. tail, area_code, "police", "Công an " .. name, { to = ended })
end

--- Các đơn vị của một xã, phường, thị trấn.
local function commune_units(code, area_code, name, police)
  return office(code, area_code, "committee", "UBND " .. name),
    office(code .. ".01", area_code, "one_stop", "Bộ phận Một cửa " .. name,
      { office = "VN-SATR" }),
    office(code .. ".02", area_code, "justice", "Tư pháp - Hộ tịch " .. name),
    office(code .. ".03", area_code, "construction", "Địa chính - Xây dựng " .. name),
    office(code .. ".04", area_code, "culture_social", "Văn hóa - Xã hội " .. name),
    office(police, area_code, "police", "Công an " .. name)
end

--- Ghép các danh sách thành một.
local function join(...)
  local all = {}
  for i = 1, select("#", ...) do
    for _, item in ipairs((select(i, ...))) do
      all[#all + 1] = item
    end
  end
  return all
end

--- Một cán bộ với một hay nhiều vai trò ở một đơn vị.
local function person(id, name, unit_code, ...)
  local roles = {}
  for i = 1, select("#", ...) do
    roles[i] = { unit = unit_code, role = (select(i, ...)) }
  end
  return officer(id) { name = name, roles = roles }
end

return directory {
  version = "2025.0",
  levels = {
    level "province" { label = "Cấp tỉnh" },
    level "district" { label = "Cấp huyện" },
    level "commune" { label = "Cấp xã" },
  },
  roles = {
    role "receiver" { label = "Cán bộ tiếp nhận" },
    role "specialist" { label = "Chuyên viên thụ lý" },
    role "head" { label = "Trưởng bộ phận", assigns = true },
    role "leader" { label = "Lãnh đạo ký duyệt", assigns = true, signs = true },
    role "clerk" { label = "Văn thư" },
    role "analyst" { label = "Người soạn thủ tục", proposes = true },
    role "tax_officer" { label = "Cán bộ thuế" },
    role "police_officer" { label = "Cán bộ công an" },
    role "insurance_officer" { label = "Cán bộ bảo hiểm xã hội" },
    role "land_officer" { label = "Cán bộ đăng ký đất đai" },
  },
  areas = {
    area "04" { name = "Tỉnh Cao Bằng", level = "province" },
    area "040" { name = "Thành phố Cao Bằng", level = "district", parent = "04" },
    area "051" { name = "Huyện Hoà An", level = "district", parent = "04" },
    area "01267" { name = "Phường Sông Hiến", level = "commune", parent = "040" },
    area "01273" { name = "Phường Hợp Giang", level = "commune", parent = "040" },
    area "01654" { name = "Thị trấn Nước Hai", level = "commune", parent = "051" },
  },
  units = join(
    {
      office("H14", "04", "committee", "UBND tỉnh Cao Bằng"),
      office("H14.01", "04", "province_office", "Văn phòng UBND tỉnh"),
      office("H14.02", "04", "one_stop", "Trung tâm Phục vụ hành chính công tỉnh"),
      office("H14.03", "04", "justice", "Sở Tư pháp"),
      office("H14.04", "04", "home_affairs", "Sở Nội vụ"),
      office("H14.05", "04", "construction", "Sở Xây dựng"),
      office("H14.06", "04", "health", "Sở Y tế"),
      office("H14.07", "04", "culture", "Sở Văn hóa, Thể thao và Du lịch"),
      office("H14.08", "04", "land", "Văn phòng Đăng ký đất đai tỉnh"),
      office("H14.09", "04", "social", "Sở LĐ-TB&XH", { to = "2025-03-01", successor = "H14.04" }),
      office("H14.10", "04", "social_centre", "Trung tâm Bảo trợ xã hội tỉnh"),
      office("H14.11", "04", "environment", "Sở Tài nguyên và Môi trường"),
      office("G12.18.14", "04", "tax", "Cục Thuế tỉnh Cao Bằng"),
      office("G12.30.14", "04", "social_insurance", "BHXH tỉnh Cao Bằng"),
      office("G01.14", "04", "police", "Công an tỉnh Cao Bằng"),
    },
    { district_units("H14.40", "040", "thành phố Cao Bằng", "40") },
    { district_units("H14.51", "051", "huyện Hoà An", "51") },
    { commune_units("H14.40.21", "01267", "phường Sông Hiến", "G01.14.40.21") },
    { commune_units("H14.40.22", "01273", "phường Hợp Giang", "G01.14.40.22") },
    { commune_units("H14.51.21", "01654", "thị trấn Nước Hai", "G01.14.51.21") }
  ),
  officers = {
    -- tỉnh
    person("dam.trung", "Đàm Quang Trung", "H14", "leader"),
    person("be.hanh", "Bế Thị Hạnh", "H14.01", "specialist", "analyst"),
    person("trieu.son", "Triệu Văn Sơn", "H14.01", "head", "clerk"),
    person("nong.lan", "Nông Thị Lan", "H14.02", "receiver"),
    person("ha.minh", "Hà Văn Minh", "H14.02", "head", "clerk"),
    person("luc.thu", "Lục Thị Thu", "H14.03", "specialist"),
    person("vi.khanh", "Vi Quốc Khánh", "H14.03", "head"),
    person("phung.loan", "Phùng Thị Loan", "H14.03", "leader"),
    person("ma.dung", "Ma Tiến Dũng", "H14.04", "specialist"),
    person("chu.ngoc", "Chu Bích Ngọc", "H14.04", "head"),
    person("sam.hung", "Sầm Việt Hưng", "H14.04", "leader"),
    person("to.giang", "Tô Hương Giang", "H14.05", "specialist"),
    person("lanh.phuc", "Lãnh Đức Phúc", "H14.05", "head"),
    person("lo.thao", "Lô Phương Thảo", "H14.06", "specialist"),
    person("than.nam", "Thân Hoài Nam", "H14.06", "head"),
    person("dinh.mai", "Đinh Thị Mai", "H14.06", "leader", "clerk"),
    person("hua.kien", "Hứa Trung Kiên", "H14.07", "specialist"),
    person("duong.yen", "Dương Hải Yến", "H14.08", "land_officer", "specialist"),
    person("mong.tuan", "Mông Anh Tuấn", "H14.08", "head", "leader"),
    person("bui.xuan", "Bùi Thị Xuân", "H14.10", "specialist", "clerk"),
    person("quan.loc", "Quan Văn Lộc", "H14.10", "leader"),
    person("ly.diep", "Lý Hồng Điệp", "G12.18.14", "tax_officer"),
    person("trinh.bao", "Trịnh Gia Bảo", "G12.30.14", "insurance_officer"),
    person("le.cuong", "Lê Mạnh Cường", "G01.14", "police_officer"),
    -- thành phố Cao Bằng
    person("nong.vinh", "Nông Quang Vinh", "H14.40", "leader"),
    person("hoang.hoa", "Hoàng Thị Hoa", "H14.40.01", "receiver"),
    person("doan.tien", "Đoàn Văn Tiến", "H14.40.02", "specialist", "head"),
    person("luong.ha", "Lương Thu Hà", "H14.40.03", "specialist", "head"),
    person("tran.quy", "Trần Văn Quý", "H14.40.06", "specialist", "head"),
    person("ban.chien", "Bàn Minh Chiến", "H14.08.40", "land_officer", "specialist"),
    person("vuong.hien", "Vương Thu Hiền", "H14.08.40", "head", "leader", "clerk"),
    person("hoang.tam", "Hoàng Thanh Tâm", "G12.18.14.40", "tax_officer"),
    person("nguyen.oanh", "Nguyễn Kiều Oanh", "G12.30.14.40", "insurance_officer"),
    person("pham.duc", "Phạm Minh Đức", "G01.14.40", "police_officer"),
    -- huyện Hoà An
    person("nong.thang", "Nông Toàn Thắng", "H14.51", "leader"),
    person("lieu.nga", "Liễu Thúy Nga", "H14.51.01", "receiver"),
    person("hoang.quyet", "Hoàng Văn Quyết", "H14.51.02", "specialist", "head"),
    person("chu.thuy", "Chu Thị Thủy", "H14.08.51", "land_officer", "specialist", "head", "leader"),
    person("ngo.hai", "Ngô Đình Hải", "G12.18.14.51", "tax_officer"),
    -- phường Sông Hiến
    person("mai.huong", "Mai Thị Hương", "H14.40.21.01", "receiver"),
    person("nong.an", "Nông Văn An", "H14.40.21.02", "specialist", "head"),
    person("tran.binh", "Trần Thị Bình", "H14.40.21.02", "specialist"),
    person("hoang.long", "Hoàng Đức Long", "H14.40.21.03", "specialist", "land_officer"),
    person("dam.nhung", "Đàm Hồng Nhung", "H14.40.21.04", "specialist", "head"),
    person("phan.chinh", "Phan Công Chính", "H14.40.21", "leader"),
    person("ly.suong", "Lý Thị Sương", "H14.40.21", "clerk"),
    person("vu.hoan", "Vũ Văn Hoàn", "G01.14.40.21", "police_officer"),
    -- phường Hợp Giang
    person("nguyen.linh", "Nguyễn Thùy Linh", "H14.40.22.01", "receiver"),
    person("be.quan", "Bế Anh Quân", "H14.40.22.02", "specialist", "head"),
    person("ha.phuong", "Hà Minh Phương", "H14.40.22.03", "specialist", "land_officer"),
    person("lam.dao", "Lâm Thị Đào", "H14.40.22.04", "specialist", "head"),
    person("hoang.kim", "Hoàng Kim Sơn", "H14.40.22", "leader", "clerk"),
    person("tong.viet", "Tống Quốc Việt", "G01.14.40.22", "police_officer"),
    -- thị trấn Nước Hai
    person("nong.duyen", "Nông Mỹ Duyên", "H14.51.21.01", "receiver"),
    person("luc.bang", "Lục Văn Bằng", "H14.51.21.02", "specialist", "head"),
    person("dinh.son", "Đinh Hồng Sơn", "H14.51.21.03", "specialist", "land_officer"),
    person("ma.tuyet", "Ma Thị Tuyết", "H14.51.21.04", "specialist", "head"),
    person("be.luan", "Bế Thành Luân", "H14.51.21", "leader", "clerk"),
    person("do.thanh", "Đỗ Văn Thành", "G01.14.51.21", "police_officer"),
  },
  nodes = {
    node "tinh-cao-bang" { operates = true,
      units = { "H14", "H14.01", "H14.02", "H14.03", "H14.04", "H14.05", "H14.06", "H14.07",
        "H14.08",
        "H14.09", "H14.10", "H14.11" },
      capabilities = { "population.lookup", "portal.sync", "payment.request", "post.send",
        "sms.send" },
      announces = { "treasury.paid", "vneid.confirmed", "posting.objection" },
    },
    node "tp-cao-bang" { units = { "H14.40", "H14.40.01", "H14.40.02", "H14.40.03", "H14.40.04",
      "H14.40.05", "H14.40.06" } },
    node "hoa-an" { units = { "H14.51", "H14.51.01", "H14.51.02", "H14.51.03", "H14.51.04",
      "H14.51.05", "H14.51.06" } },
    node "dat-dai" { units = { "H14.08.40", "H14.08.51" }, capabilities = { "land.parcel" } },
    node "song-hien" { units = { "H14.40.21", "H14.40.21.01", "H14.40.21.02", "H14.40.21.03",
      "H14.40.21.04" } },
    node "hop-giang" { units = { "H14.40.22", "H14.40.22.01", "H14.40.22.02", "H14.40.22.03",
      "H14.40.22.04" } },
    node "nuoc-hai" { units = { "H14.51.21", "H14.51.21.01", "H14.51.21.02", "H14.51.21.03",
      "H14.51.21.04" } },
    node "thue" { units = { "G12.18.14", "G12.18.14.40", "G12.18.14.51" },
      capabilities = { "tax.notice" },
      announces = { "tax.deferred", "tax.exempt" } },
    node "bao-hiem" { units = { "G12.30.14", "G12.30.14.40", "G12.30.14.51" },
      capabilities = { "insurance.card" } },
    node "cong-an" { units = { "G01.14", "G01.14.40", "G01.14.51", "G01.14.40.21", "G01.14.40.22",
      "G01.14.51.21" }, capabilities = { "residence.register" } },
  },
}
