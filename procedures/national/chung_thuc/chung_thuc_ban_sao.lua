-- SPDX-License-Identifier: EUPL-1.2
-- Chứng thực bản sao từ bản chính: trả ngay trong ngày; nhận sau 15 giờ thì trả trong ngày làm
-- việc tiếp theo (NĐ 23/2015/NĐ-CP, điều 7).
--
-- Giờ từng bước: bảng của Hà Nội cho 2.000908 (2 + 3 + 2 + 1 = 8 giờ), cùng nhóm chứng thực;
-- nguồn không có bảng riêng cho 2.000815. Phí: TT 226/2016/TT-BTC.

return procedure {
  code = "2.000815", version = "2025.1", field = "Chứng thực",
  name = "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền cấp "
    .. "hoặc chứng nhận",
  legal_basis = {
    "NĐ 23/2015/NĐ-CP", "NĐ 07/2025/NĐ-CP", "NĐ 280/2025/NĐ-CP", "TT 01/2020/TT-BTP",
    "TT 226/2016/TT-BTC",
  },
  receive_at = { "commune" }, time_limit = same_day("15:00"),
  fields = {
    pages = number { label = "Số trang của bản chính", required = true },
    copies = number { label = "Số bản sao cần chứng thực", required = true },
    document_name = text { label = "Tên giấy tờ cần chứng thực" },
  },
  documents = {
    doc { id = "ban_chinh", name = "Bản chính giấy tờ, văn bản làm cơ sở chứng thực (xuất trình)",
      required = true },
    -- Không có bản sao thì cơ quan chụp từ bản chính.
    doc { id = "ban_sao", name = "Bản sao cần chứng thực" },
  },
  results = { result { id = "ban_sao_chung_thuc", name = "Bản sao được chứng thực từ bản chính" } },

  -- 2.000 đồng/trang; từ trang thứ ba trở lên 1.000 đồng/trang; tối đa 200.000 đồng/bản.
  fee = function(d)
    local first = math.min(d.pages, 2)
    local each = math.min(first * 2000 + (d.pages - first) * 1000, 200000)
    return vnd(each * d.copies)
  end,

  start = "receive",
  steps = {
    human "receive" { title = "Tiếp nhận, kiểm tra bản chính",
      unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(2),
      on = { complete = "compare", refuse = "refused" } },
    human "compare" { title = "Đối chiếu bản sao với bản chính, ghi lời chứng",
      unit = "justice", level = "commune", role = "specialist", limit = working_hours(3),
      on = { match = "sign", differ = "refused", complex = "compare_long" } },
    -- Nhiều loại, nhiều trang, nhiều bản hoặc nội dung phức tạp: thêm không quá 2 ngày làm việc
    -- (NĐ 23/2015/NĐ-CP, điều 21); thời gian thêm không tính vào hạn trong ngày.
    human "compare_long" { title = "Đối chiếu kéo dài theo thỏa thuận với người yêu cầu",
      unit = "justice", level = "commune", role = "specialist", limit = working_days(2),
      clock = "stop", pause = "verification", times = 1,
      on = { match = "sign", differ = "refused" } },
    human "sign" { title = "Ký chứng thực",
      unit = "committee", level = "commune", role = "leader", limit = working_hours(2),
      makes = { "ban_sao_chung_thuc" },
      on = { signed = "issue", back = "compare" } },
    human "issue" { title = "Đóng dấu, ghi sổ chứng thực",
      unit = "committee", level = "commune", role = "clerk", limit = working_hours(1),
      on = { issued = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
    -- Người yêu cầu nhận lại bản chính cùng phiếu từ chối tại nơi nộp.
    finish "refused" { outcome = "refused", form = "03", deliver = { "counter" } },
  },
}
