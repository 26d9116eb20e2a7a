-- SPDX-License-Identifier: EUPL-1.2
-- Danh bạ mẫu hai cấp: tỉnh Cao Bằng từ ngày 1/7/2025, không còn cấp huyện, với năm đơn vị cấp xã.
-- Mã địa bàn là mã thật (danh mục hai cấp); mã đơn vị theo QĐ 20/2020/QĐ-TTg đọc từ trái sang phải,
-- phần sau H14 đặt làm mẫu; họ tên cán bộ là hư cấu.

local began = "2025-07-01"

--- Một đơn vị với địa bàn, loại, tên; giờ hành chính trừ khi nói khác.
local function office(code, area_code, kind, name, more)
  more = more or {}
  return unit(code) { name = name, kind = kind, area = area_code, office = more.office or "VN-STD",
    from = more.from, to = more.to, successor = more.successor }
end

--- Các đơn vị của một xã, phường mới.
local function commune_units(code, area_code, name, tail)
  local new = { from = began }
  return office(code, area_code, "committee", "UBND " .. name, new),
    office(code .. ".01", area_code, "one_stop", "Trung tâm Phục vụ hành chính công " .. name,
      { from = began, office = "VN-SATR" }),
    office(code .. ".02", area_code, "justice", "Tư pháp - Hộ tịch " .. name, new),
    office(code .. ".03", area_code, "construction", "Phòng Kinh tế, Hạ tầng và Đô thị " .. name,
      new),
    office(code .. ".04", area_code, "culture_social", "Phòng Văn hóa - Xã hội " .. name, new),
    office(code .. ".05", area_code, "home_affairs", "Văn phòng HĐND và UBND " .. name, new),
    office("H14.08." .. tail, area_code, "land", "Chi nhánh VPĐKĐĐ khu vực " .. name, new),
    office("G12.18.14." .. tail, area_code, "tax", "Thuế cơ sở " .. name, new),
    office("G12.30.14." .. tail, area_code, "social_insurance", "BHXH cơ sở " .. name, new),
    office("G01.14." .. tail, area_code, "police", "Công an " .. name, new)
end

--- Đơn vị cũ của một huyện, hết hiệu lực, với nơi kế thừa: thuế, bảo hiểm, đất đai theo xã mới; các
-- phòng của huyện về phòng của xã, riêng nội vụ và tài nguyên về sở.
local function old_district(code, area_code, name, tail, heir, heir_tail)
  -- loại đơn vị mà xã mới không có thì ghi ở tỉnh, để cấp xã không có thêm loại nào
  local function gone(unit_code, kind, unit_name, successor, where)
    return office(unit_code, where or area_code, kind, unit_name .. " " .. name,
      { to = began, successor = successor })
  end
  return gone(code, "committee", "UBND", heir),
    gone(code .. ".01", "one_stop", "Bộ phận Một cửa", heir .. ".01"),
    gone(code .. ".02", "justice", "Phòng Tư pháp", heir .. ".02"),
    gone(code .. ".03", "construction", "Phòng Quản lý đô thị", heir .. ".03"),
    gone(code .. ".04", "home_affairs", "Phòng Nội vụ", "H14.04"),
    gone(code .. ".05", "social", "Phòng LĐ-TB&XH", heir .. ".04", "04"),
    gone(code .. ".06", "environment", "Phòng TN&MT", "H14.12", "04"),
    gone("H14.08." .. tail, "land", "Chi nhánh VPĐKĐĐ", "H14.08." .. heir_tail),
    gone("G12.18.14." .. tail, "tax", "Chi cục Thuế", "G12.18.14." .. heir_tail),
    gone("G12.30.14." .. tail, "social_insurance", "BHXH", "G12.30.14." .. heir_tail),
    gone("G01.14." .. tail, "police", "Công an", "G01.14." .. heir_tail)
end

--- Đơn vị cũ của một xã, phường, thị trấn đã nhập vào xã, phường mới.
local function old_commune(code, area_code, name, heir, heir_police)
  local function gone(unit_code, kind, unit_name, successor)
    return office(unit_code, area_code, kind, unit_name .. " " .. name,
      { to = began, successor = successor })
  end
  return gone(code, "committee", "UBND", heir),
    gone(code .. ".01", "one_stop", "Bộ phận Một cửa", heir .. ".01"),
    gone(code .. ".02", "justice", "Tư pháp - Hộ tịch", heir .. ".02"),
    gone(code .. ".03", "construction", "Địa chính - Xây dựng", heir .. ".03"),
    gone(code .. ".04", "culture_social", "Văn hóa - Xã hội", heir .. ".04"),
    gone("G01.14." .. string.sub(code, 5), "police", "Công an", heir_police)
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

--- Nút của một xã: mọi đơn vị của UBND xã.
local function commune_node(id, code)
  return node(id) { units = { code, code .. ".01", code .. ".02", code .. ".03", code .. ".04",
    code .. ".05" } }
end

return directory {
  version = "2025.2.1",
  levels = {
    level "province" { label = "Cấp tỉnh" },
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
    area "01273" { name = "Phường Thục Phán", level = "commune", parent = "04" },
    area "01279" { name = "Phường Nùng Trí Cao", level = "commune", parent = "04" },
    area "01288" { name = "Phường Tân Giang", level = "commune", parent = "04" },
    area "01654" { name = "Xã Hoà An", level = "commune", parent = "04" },
    -- địa bàn cũ đã nhập vào Thục Phán: hồ sơ nộp trước 1/7/2025 còn ghi mã này
    area "01267" { name = "Phường Sông Hiến (cũ)", level = "commune", parent = "01273" },
    area "01477" { name = "Xã Trùng Khánh", level = "commune", parent = "04" },
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
      office("H14.12", "04", "environment", "Sở Nông nghiệp và Môi trường"),
      office("G12.18.14", "04", "tax", "Thuế tỉnh Cao Bằng"),
      office("G12.30.14", "04", "social_insurance", "BHXH tỉnh Cao Bằng"),
      office("G01.14", "04", "police", "Công an tỉnh Cao Bằng"),
      office("G02.14", "04", "military", "Bộ Chỉ huy quân sự tỉnh Cao Bằng"),
      office("G02.14.61", "01273", "military", "Ban Chỉ huy quân sự phường Thục Phán",
        { from = began }),
    },
    { commune_units("H14.61", "01273", "phường Thục Phán", "61") },
    { commune_units("H14.62", "01279", "phường Nùng Trí Cao", "62") },
    { commune_units("H14.63", "01288", "phường Tân Giang", "63") },
    { commune_units("H14.64", "01654", "xã Hoà An", "64") },
    { commune_units("H14.65", "01477", "xã Trùng Khánh", "65") },
    -- đơn vị của danh bạ ba cấp, để hồ sơ đang ở đó có nơi đi tiếp (lienthong rebind)
    { office("H14.11", "04", "environment", "Sở Tài nguyên và Môi trường",
      { to = began, successor = "H14.12" }) },
    { old_district("H14.40", "01273", "thành phố Cao Bằng", "40", "H14.61", "61") },
    { old_district("H14.51", "01654", "huyện Hoà An", "51", "H14.64", "64") },
    { old_commune("H14.40.21", "01273", "phường Sông Hiến", "H14.61", "G01.14.61") },
    { old_commune("H14.40.22", "01273", "phường Hợp Giang", "H14.61", "G01.14.61") },
    { old_commune("H14.51.21", "01654", "thị trấn Nước Hai", "H14.64", "G01.14.64") }
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
    person("phung.loan", "Phùng Thị Loan", "H14.03", "leader", "clerk"),
    person("ma.dung", "Ma Tiến Dũng", "H14.04", "specialist"),
    person("chu.ngoc", "Chu Bích Ngọc", "H14.04", "head", "clerk"),
    person("sam.hung", "Sầm Việt Hưng", "H14.04", "leader"),
    person("to.giang", "Tô Hương Giang", "H14.05", "specialist"),
    person("lanh.phuc", "Lãnh Đức Phúc", "H14.05", "head", "leader", "clerk"),
    person("lo.thao", "Lô Phương Thảo", "H14.06", "specialist"),
    person("than.nam", "Thân Hoài Nam", "H14.06", "head"),
    person("dinh.mai", "Đinh Thị Mai", "H14.06", "leader", "clerk"),
    person("hua.kien", "Hứa Trung Kiên", "H14.07", "specialist", "head", "leader", "clerk"),
    person("duong.yen", "Dương Hải Yến", "H14.08", "land_officer", "specialist"),
    person("mong.tuan", "Mông Anh Tuấn", "H14.08", "head", "leader"),
    person("bui.xuan", "Bùi Thị Xuân", "H14.10", "specialist", "clerk"),
    person("quan.loc", "Quan Văn Lộc", "H14.10", "leader"),
    person("cam.hoai", "Cam Thu Hoài", "H14.12", "specialist", "head", "leader"),
    person("ly.diep", "Lý Hồng Điệp", "G12.18.14", "tax_officer"),
    person("trinh.bao", "Trịnh Gia Bảo", "G12.30.14", "insurance_officer"),
    person("mong.thuy", "Mông Thị Thúy", "G12.30.14", "head", "leader"),
    person("le.cuong", "Lê Mạnh Cường", "G01.14", "police_officer"),
    person("hoang.vinh", "Hoàng Quang Vinh", "G01.14", "head", "leader"),
    person("hoang.giap", "Hoàng Văn Giáp", "G02.14", "specialist", "head", "clerk"),
    person("nong.thang", "Nông Quyết Thắng", "G02.14", "leader"),
    -- phường Thục Phán
    person("be.tuyen", "Bế Văn Tuyến", "G02.14.61", "specialist"),
    person("la.dinh", "La Văn Định", "G02.14.61", "leader"),
    person("mai.huong", "Mai Thị Hương", "H14.61.01", "receiver"),
    person("hoang.hoa", "Hoàng Thị Hoa", "H14.61.01", "receiver", "head"),
    person("nong.an", "Nông Văn An", "H14.61.02", "specialist", "head"),
    person("tran.binh", "Trần Thị Bình", "H14.61.02", "specialist"),
    person("hoang.long", "Hoàng Đức Long", "H14.61.03", "specialist", "land_officer"),
    person("luong.ha", "Lương Thu Hà", "H14.61.03", "head", "leader"),
    person("dam.nhung", "Đàm Hồng Nhung", "H14.61.04", "specialist", "head", "leader"),
    person("doan.tien", "Đoàn Văn Tiến", "H14.61.05", "specialist", "head", "clerk"),
    person("phan.chinh", "Phan Công Chính", "H14.61", "leader"),
    person("ly.suong", "Lý Thị Sương", "H14.61", "clerk"),
    person("ban.chien", "Bàn Minh Chiến", "H14.08.61", "land_officer", "specialist"),
    person("vuong.hien", "Vương Thu Hiền", "H14.08.61", "head", "leader", "clerk"),
    person("hoang.tam", "Hoàng Thanh Tâm", "G12.18.14.61", "tax_officer"),
    person("nguyen.oanh", "Nguyễn Kiều Oanh", "G12.30.14.61", "insurance_officer"),
    person("dang.khue", "Đặng Minh Khuê", "G12.30.14.61", "head", "leader"),
    person("vu.hoan", "Vũ Văn Hoàn", "G01.14.61", "police_officer"),
    person("nong.trong", "Nông Đình Trọng", "G01.14.61", "head", "leader"),
    -- phường Nùng Trí Cao
    person("nguyen.linh", "Nguyễn Thùy Linh", "H14.62.01", "receiver", "head"),
    person("be.quan", "Bế Anh Quân", "H14.62.02", "specialist", "head"),
    person("ha.phuong", "Hà Minh Phương", "H14.62.03", "specialist", "land_officer", "head",
      "leader"),
    person("lam.dao", "Lâm Thị Đào", "H14.62.04", "specialist", "head", "leader"),
    person("hoang.kim", "Hoàng Kim Sơn", "H14.62", "leader", "clerk"),
    person("trieu.ly", "Triệu Khánh Ly", "H14.08.62", "land_officer", "specialist", "head",
      "leader"),
    person("dao.phong", "Đào Thanh Phong", "G12.18.14.62", "tax_officer"),
    person("quach.nga", "Quách Tố Nga", "G12.30.14.62", "insurance_officer"),
    person("lo.bich", "Lò Thị Bích", "G12.30.14.62", "head", "leader"),
    person("tong.viet", "Tống Quốc Việt", "G01.14.62", "police_officer"),
    person("ma.kinh", "Ma Văn Kính", "G01.14.62", "head", "leader"),
    -- phường Tân Giang
    person("la.hue", "La Thị Huệ", "H14.63.01", "receiver", "head"),
    person("nong.cuong", "Nông Văn Cường", "H14.63.02", "specialist", "head"),
    person("dieu.thinh", "Điêu Văn Thịnh", "H14.63.03", "specialist", "land_officer", "head",
      "leader"),
    person("hoang.sen", "Hoàng Thị Sen", "H14.63.04", "specialist", "head", "leader"),
    person("nguyen.dat", "Nguyễn Tiến Đạt", "H14.63", "leader", "clerk"),
    person("sam.nguyet", "Sầm Thị Nguyệt", "H14.08.63", "land_officer", "specialist"),
    person("dam.quy", "Đàm Ngọc Quý", "H14.08.63", "head", "leader"),
    person("vi.thom", "Vi Thị Thơm", "G12.30.14.63", "insurance_officer"),
    person("be.hoan", "Bế Thị Hoan", "G12.30.14.63", "head", "leader"),
    person("trieu.toan", "Triệu Minh Toàn", "G01.14.63", "police_officer"),
    person("luc.nghiep", "Lục Văn Nghiệp", "G01.14.63", "head", "leader"),
    -- xã Hoà An
    person("nong.duyen", "Nông Mỹ Duyên", "H14.64.01", "receiver", "head"),
    person("luc.bang", "Lục Văn Bằng", "H14.64.02", "specialist", "head"),
    person("dinh.son", "Đinh Hồng Sơn", "H14.64.03", "specialist", "land_officer", "head",
      "leader"),
    person("ma.tuyet", "Ma Thị Tuyết", "H14.64.04", "specialist", "head", "leader"),
    person("be.luan", "Bế Thành Luân", "H14.64", "leader", "clerk"),
    person("chu.thuy", "Chu Thị Thủy", "H14.08.64", "land_officer", "specialist", "head", "leader"),
    person("ngo.hai", "Ngô Đình Hải", "G12.18.14.64", "tax_officer"),
    person("nong.xuyen", "Nông Thị Xuyến", "G12.30.14.64", "insurance_officer"),
    person("ly.trieu", "Lý Hải Triều", "G12.30.14.64", "head", "leader"),
    person("do.thanh", "Đỗ Văn Thành", "G01.14.64", "police_officer"),
    person("dam.loi", "Đàm Văn Lợi", "G01.14.64", "head", "leader"),
    -- xã Trùng Khánh
    person("dong.uyen", "Đồng Phương Uyên", "H14.65.01", "receiver", "head"),
    person("phung.tri", "Phùng Đình Trí", "H14.65.02", "specialist", "head"),
    person("be.khoa", "Bế Đăng Khoa", "H14.65.03", "specialist", "land_officer", "head", "leader"),
    person("nong.trang", "Nông Thu Trang", "H14.65.04", "specialist", "head", "leader"),
    person("ly.quang", "Lý Nhật Quang", "H14.65", "leader", "clerk"),
    person("ban.thuan", "Bàn Đức Thuận", "H14.08.65", "land_officer", "specialist"),
    person("ly.chung", "Lý Văn Chung", "H14.08.65", "head", "leader"),
    person("hoang.nhai", "Hoàng Thị Nhài", "G12.30.14.65", "insurance_officer"),
    person("trieu.quy", "Triệu Văn Quý", "G12.30.14.65", "head", "leader"),
    person("sam.hieu", "Sầm Trung Hiếu", "G01.14.65", "police_officer"),
    person("nong.bay", "Nông Văn Bảy", "G01.14.65", "head", "leader"),
  },
  nodes = {
    node "tinh-cao-bang" {
      units = { "H14", "H14.01", "H14.02", "H14.03", "H14.04", "H14.05", "H14.06", "H14.07",
        "H14.08",
        "H14.09", "H14.10", "H14.12" },
      capabilities = { "population.lookup", "portal.sync", "payment.request", "post.send",
        "sms.send" },
      announces = { "treasury.paid", "vneid.confirmed", "posting.objection" },
    },
    commune_node("thuc-phan", "H14.61"),
    commune_node("nung-tri-cao", "H14.62"),
    commune_node("tan-giang", "H14.63"),
    commune_node("hoa-an", "H14.64"),
    commune_node("trung-khanh", "H14.65"),
    node "dat-dai" { units = { "H14.08.61", "H14.08.62", "H14.08.63", "H14.08.64", "H14.08.65" },
      capabilities = { "land.parcel" } },
    node "thue" { units = { "G12.18.14", "G12.18.14.61", "G12.18.14.62", "G12.18.14.63",
      "G12.18.14.64", "G12.18.14.65" }, capabilities = { "tax.notice" },
      announces = { "tax.deferred", "tax.exempt" } },
    node "bao-hiem" { units = { "G12.30.14", "G12.30.14.61", "G12.30.14.62", "G12.30.14.63",
      "G12.30.14.64", "G12.30.14.65" }, capabilities = { "insurance.card" } },
    node "quan-su" { units = { "G02.14", "G02.14.61" } },
    node "cong-an" { units = { "G01.14", "G01.14.61", "G01.14.62", "G01.14.63", "G01.14.64",
      "G01.14.65" }, capabilities = { "residence.register" } },
  },
}
