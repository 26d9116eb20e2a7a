-- SPDX-License-Identifier: EUPL-1.2
-- Dừng trợ giúp xã hội tại cơ sở trợ giúp xã hội
--
-- Nguồn: QĐ 2022/QĐ-UBND ngày 27/11/2025 của UBND tỉnh Cao Bằng, quy trình nội bộ lĩnh vực thuộc
-- Sở Y tế
-- Nộp tại cơ sở trợ giúp xã hội. Tổng các bước: 48 giờ = 6 ngày.
-- Nộp qua UBND cấp xã. Tổng các bước: 48 giờ = 6 ngày.
-- Nguồn để ngỏ: bản tóm tắt được dùng chỉ có số giờ từng bước theo thứ tự; tên bước và người làm
-- ghi theo chuỗi bước chuẩn của chính các quyết định ấy, cần đối chiếu với phụ lục
-- Nguồn để ngỏ: tên thủ tục ghi theo tóm tắt, cần đối chiếu với tên chính thức
-- Nguồn để ngỏ: bảng có bốn bước (4, 32, 8, 4) hoặc năm bước qua cấp xã (4, 24, 8, 8, 4); ai làm
-- bước nào là phỏng theo thứ tự

return procedure {
  code = "2.000477", version = "2025.1", field = "Bảo trợ xã hội",
  name = "Dừng trợ giúp xã hội tại cơ sở trợ giúp xã hội",
  legal_basis = {
    "QĐ 2022/QĐ-UBND ngày 27/11/2025 của UBND tỉnh Cao Bằng",
  },
  time_limit = working_hours(48),
  fields = {
    truong_hop = choice { label = "Trường hợp", required = true,
      choices = {
        "Nộp tại cơ sở trợ giúp xã hội",
        "Nộp qua UBND cấp xã",
      } },
  },
  -- Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.
  documents = {},
  results = { result { id = "ket_qua", name = "Quyết định dừng trợ giúp" } },
  -- Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.
  fee = vnd(0),

  start = "case",
  steps = {
    choose "case" { by = function(d)
        if d.truong_hop == "Nộp tại cơ sở trợ giúp xã hội" then
          return "th_1"
        end
        return "th_2"
      end,
      cases = { th_1 = "receive_th1", th_2 = "receive_th2" },
      otherwise = "receive_th2" },

    -- Nộp tại cơ sở trợ giúp xã hội
    human "receive_th1" { title = "Tiếp nhận, chuyển hồ sơ",
      unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "appraise_th1", missing = "supplement_th1", refuse = "refused" } },
    wait "supplement_th1" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive_th1", expired = "refused" } },
    human "appraise_th1" { title = "Tiếp nhận, lập hồ sơ đề nghị dừng trợ giúp",
      unit = "social_centre", level = "province", role = "specialist", limit = working_hours(32),
      on = { pass = "sign_th1", fail = "refused" } },
    human "sign_th1" { title = "Xem xét, quyết định",
      unit = "social_centre", level = "province", role = "leader", limit = working_hours(8),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "issue_th1", back = "appraise_th1" } },
    human "issue_th1" { title = "Vào sổ, bàn giao",
      unit = "social_centre", level = "province", role = "clerk", limit = working_hours(4),
      on = { issued = "granted_th1" } },
    finish "granted_th1" { outcome = "granted", within = working_hours(48),
      deliver = { "counter", "post", "online" } },

    -- Nộp qua UBND cấp xã
    human "receive_th2" { title = "Tiếp nhận, chuyển hồ sơ",
      unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "appraise_th2", missing = "supplement_th2", refuse = "refused" } },
    wait "supplement_th2" { title = "Chờ bổ sung hồ sơ", form = "02",
      event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive_th2", expired = "refused" } },
    human "appraise_th2" { title = "Ý kiến về việc đưa đối tượng trở về địa phương",
      unit = "culture_social", level = "commune", role = "specialist", limit = working_hours(24),
      on = { pass = "appraise_2_th2", fail = "refused" } },
    handoff "appraise_2_th2" { title = "Tiếp nhận, lập hồ sơ đề nghị dừng trợ giúp",
      unit = "social_centre", level = "province", role = "specialist", limit = working_hours(8),
      on = { answered = "sign_th2", returned = "appraise_th2" } },
    human "sign_th2" { title = "Xem xét, quyết định",
      unit = "social_centre", level = "province", role = "leader", limit = working_hours(8),
      sign = 2, makes = { "ket_qua" },
      on = { signed = "issue_th2", back = "appraise_2_th2" } },
    human "issue_th2" { title = "Vào sổ, bàn giao",
      unit = "social_centre", level = "province", role = "clerk", limit = working_hours(4),
      on = { issued = "granted_th2" } },
    finish "granted_th2" { outcome = "granted", within = working_hours(48),
      deliver = { "counter", "post", "online" } },

    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
