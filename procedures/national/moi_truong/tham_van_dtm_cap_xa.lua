-- SPDX-License-Identifier: EUPL-1.2
-- Tham vấn trong đánh giá tác động môi trường ở cấp xã: niêm yết và họp tham vấn cùng lúc, 15 ngày
-- theo lịch; UBND cấp xã không trả lời là thống nhất.
--
-- Nguồn: mã 1.010736, QĐ 973/QĐ-BNNMT (tthc_catalogue.csv, tthc_text.jsonl.gz).
-- Hạn: tối đa 15 ngày từ ngày nhận văn bản; họp trong 15 ngày ấy; miễn phí. Nguồn không chia: bản
-- mẫu chia 1 ngày làm việc tiếp nhận, 11 ngày niêm yết và họp, 3 ngày trả lời = 15 ngày. Hồ sơ chưa
-- đủ thì từ chối tiếp nhận (nguồn), nên không có bước chờ bổ sung.
-- Nguồn để ngỏ: hạn kiểm tra tính đầy đủ ("không quy định"); việc không trả lời vẫn là một kết quả
-- nhưng không có văn bản nào để trả.

return procedure {
  code = "1.010736", version = "2026.1", field = "Môi trường",
  name = "Tham vấn trong đánh giá tác động môi trường (cấp xã)",
  legal_basis = {
    "Luật Bảo vệ môi trường 2020", "NĐ 08/2022/NĐ-CP", "NĐ 05/2025/NĐ-CP", "TT 02/2022/TT-BTNMT",
    "TT 07/2025/TT-BTNMT",
  },
  receive_at = { "commune" }, time_limit = calendar_days(15), fee = vnd(0),
  fields = { project = text { label = "Tên dự án", required = true } },
  documents = {
    doc { id = "van_ban", name = "Văn bản lấy ý kiến tham vấn (Phụ lục VI NĐ 08/2022/NĐ-CP)",
      required = true },
    doc { id = "noi_dung", name = "Nội dung tham vấn (Phụ lục VIa)", required = true },
    doc { id = "bao_cao", name = "Báo cáo đánh giá tác động môi trường", required = true },
  },
  results = {
    result { id = "bien_ban", name = "Biên bản họp tham vấn cộng đồng dân cư, cá nhân" },
    result { id = "tra_loi", name = "Văn bản trả lời ý kiến tham vấn của UBND cấp xã" },
  },

  start = "receive",
  steps = {
    human "receive" { title = "Kiểm tra tính đầy đủ, hợp lệ", unit = "one_stop",
      level = "commune", role = "receiver", limit = working_days(1),
      on = { complete = "hear", refuse = "refused" } },
    parallel "hear" { title = "Niêm yết và họp tham vấn cộng đồng", limit = calendar_days(11),
      branch "niem_yet" { title = "Niêm yết báo cáo",
        human "post_up" { title = "Niêm yết, tiếp nhận ý kiến tới khi họp xong",
          unit = "construction", level = "commune", role = "specialist", limit = untimed,
          on = { done = "done" } },
      },
      branch "hop" { title = "Họp cộng đồng",
        human "meeting" { title = "Tổ chức họp, lập biên bản", unit = "construction",
          level = "commune", role = "specialist", limit = calendar_days(11),
          makes = { "bien_ban" }, on = { done = "done" } },
      },
      join = "all", next = "reply" },
    -- handoff chứ không phải human: chỉ việc đã chuyển đi mới có đường cho im lặng (overdue).
    -- Trả lại thì họp, hoàn chỉnh biên bản lại.
    handoff "reply" { title = "UBND cấp xã trả lời bằng văn bản", unit = "committee",
      level = "commune", role = "leader", sends = { "noi_dung", "bien_ban" },
      limit = calendar_days(3), makes = { "tra_loi" }, times = 2,
      on = { answered = "replied", overdue = "silent", returned = "hear" } },
    finish "replied" { title = "Trả văn bản trả lời", outcome = "granted",
      deliver = { "counter", "post", "online" } },
    finish "silent" { title = "Không trả lời: coi như thống nhất", outcome = "agreed_by_silence" },
    finish "refused" { outcome = "refused", form = "03",
      deliver = { "counter", "post", "online" } },
  },
}
