-- SPDX-License-Identifier: EUPL-1.2
-- Cấp giấy phép xây dựng nhà ở riêng lẻ: vừa thẩm định vừa lấy ý kiến; cơ quan được hỏi quá 12
-- ngày không trả lời thì coi như đồng ý.
--
-- Hạn: 15 ngày kể từ ngày nhận đủ hồ sơ hợp lệ (nhà ở riêng lẻ; công trình khác 20 ngày, là một
-- tệp khác). Bổ sung xong thì hạn tính lại từ đầu, nên counting = "restart". Thẩm định, kiểm tra
-- thực địa 7 ngày làm việc, yêu cầu bổ sung một lần; bổ sung chưa đạt thì trong 5 ngày làm việc
-- hướng dẫn tiếp; vẫn chưa đạt thì trong 3 ngày làm việc từ chối (NĐ 175/2024/NĐ-CP). Lần hướng
-- dẫn thứ hai luật cho phép nhưng Quyết định 766/QĐ-TTg tính hồ sơ là quá hạn. Giờ khác là của
-- bản mẫu: 4 + (12 ngày x 8 + 4) + 2 + 10 + 4 = 120 giờ = 15 ngày (không cấp: 4 + 100 + 6 + 10).
-- Cần xem xét thêm thì được kéo dài không quá 10 ngày, có văn bản nêu lý do (extension): lãnh đạo
-- quyết định trước ngày hẹn trả; quy trình không tự dời hạn.

return procedure {
  code = "1.013225", version = "2025.1", field = "Hoạt động xây dựng",
  name = "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
  legal_basis = {
    "Luật Xây dựng 2014", "Luật số 62/2020/QH14", "NĐ 175/2024/NĐ-CP", "NĐ 140/2025/NĐ-CP",
    "NĐ 144/2025/NĐ-CP",
  },
  time_limit = calendar_days(15), extension = calendar_days(10), counting = "restart",
  fields = {
    site_area = area { label = "Xã, phường nơi xây dựng" },
    floors = number { label = "Số tầng" },
    needs_opinion = yesno { label = "Phải lấy ý kiến cơ quan liên quan" },
  },
  documents = {
    doc { id = "don", name = "Đơn đề nghị cấp giấy phép (Mẫu 01 Phụ lục II NĐ 175/2024)",
      required = true },
    doc { id = "giay_to_dat", name = "Bản sao giấy tờ hợp pháp về đất đai", required = true },
    doc { id = "ban_ve", name = "Bản vẽ thiết kế xây dựng, 02 bộ", required = true },
    doc { id = "cam_ket", name = "Bản cam kết bảo đảm an toàn công trình liền kề (nếu có)" },
  },
  results = { result { id = "giay_phep", name = "Giấy phép xây dựng kèm bản vẽ đóng dấu" } },
  -- HĐND tỉnh quyết định lệ phí; tệp riêng của tỉnh ghi số tiền.
  fee = vnd(0),

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận hồ sơ",
      unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "examine", refuse = "refused" } },

    parallel "examine" { title = "Thẩm định và lấy ý kiến",
      branch "tham_dinh" {
        human "appraise" { title = "Thẩm định, kiểm tra thực địa",
          unit = "construction", role = "specialist", at = "site_area", limit = working_days(7),
          on = { pass = "done", fail = "unfit", missing = "supplement" } },
        wait "supplement" { title = "Chờ chủ đầu tư bổ sung theo một thông báo", form = "02",
          event = "applicant.supplement", clock = "stop", times = 1, max = calendar_days(30),
          on = { arrived = "recheck", expired = "unfit" } },
        human "recheck" { title = "Kiểm tra phần bổ sung",
          unit = "construction", role = "specialist", at = "site_area", limit = working_days(5),
          clock = "stop", pause = "supplement",
          on = { pass = "done", fail = "unfit", missing = "guidance" } },
        wait "guidance" { title = "Chờ chủ đầu tư hoàn thiện theo hướng dẫn", form = "02",
          event = "applicant.completion", clock = "stop", times = 1, max = calendar_days(30),
          on = { arrived = "recheck_last", expired = "unfit" } },
        human "recheck_last" { title = "Kiểm tra lần cuối",
          unit = "construction", role = "specialist", at = "site_area", limit = working_days(3),
          clock = "stop", pause = "supplement", on = { pass = "done", fail = "unfit" } },
        human "unfit" { title = "Soạn thông báo lý do không đủ điều kiện",
          unit = "construction", role = "specialist", at = "site_area", limit = working_hours(6),
          on = { drafted = "done" } },
      },
      branch "y_kien" {
        choose "whether_to_ask" {
          by = function(d) return d.needs_opinion and "ask" or "no" end,
          cases = { ask = "opinion", no = "done" }, otherwise = "done" },
        consult "opinion" { title = "Lấy ý kiến cơ quan quản lý nhà nước liên quan",
          units = {
            { unit = "culture", level = "province" },
            { unit = "police", level = "province" },
          },
          sends = { "don", "ban_ve" }, limit = calendar_days(12), silence = "consent",
          on = { agreed = "done", opposed = "weigh" } },
        human "weigh" { title = "Xem xét ý kiến không đồng ý",
          unit = "construction", role = "specialist", at = "site_area", limit = working_hours(2),
          on = { dismissed = "done", upheld = "upheld" } },
        human "upheld" { title = "Soạn thông báo lý do theo ý kiến không đồng ý",
          unit = "construction", role = "specialist", at = "site_area", limit = working_hours(2),
          on = { drafted = "done" } },
      },
      join = "all", next = "conclusion" },

    choose "conclusion" {
      -- Theo bước đã qua, không theo thông tin ai cũng ghi được.
      by = function(d)
        return d.visits.unfit + d.visits.upheld > 0 and "refuse" or "grant"
      end,
      cases = { grant = "review", refuse = "refuse" }, otherwise = "refuse" },
    human "review" { title = "Trưởng bộ phận soát xét, trình ký",
      unit = "construction", role = "head", at = "site_area", limit = working_hours(2),
      on = { agreed = "sign" } },
    human "sign" { title = "Ký giấy phép xây dựng",
      unit = "committee", role = "leader", at = "site_area", limit = working_hours(10),
      sign = 2, makes = { "giay_phep" },
      on = { signed = "issue", back = "review" } },
    human "issue" { title = "Đóng dấu giấy phép và bản vẽ, phát hành",
      unit = "committee", role = "clerk", at = "site_area", limit = working_hours(4),
      on = { issued = "granted" } },
    human "refuse" { title = "Ký thông báo lý do không cấp giấy phép", form = "03",
      unit = "committee", role = "leader", at = "site_area", limit = working_hours(10),
      on = { signed = "refused", back = "redraft" } },
    human "redraft" { title = "Sửa thông báo lý do không cấp giấy phép",
      unit = "construction", role = "specialist", at = "site_area", limit = working_hours(6),
      on = { drafted = "refuse" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
