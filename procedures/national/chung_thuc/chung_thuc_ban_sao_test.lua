-- SPDX-License-Identifier: EUPL-1.2
-- Chứng thực bản sao: trong ngày, mốc 15 giờ, phức tạp kéo dài, từ chối, trả về.

test "nhận trước 15 giờ: trả trong ngày" (function(t)
  local d = t:submit { at = "2025-09-04 08:00", pages = 4, copies = 2 }
  t:due(d, "2025-09-04 17:00")
  t:fee(d, 12000) -- (2 × 2.000 + 2 × 1.000) × 2 bản
  t:act(d, "receive", "complete")
  t:act(d, "compare", "match")
  t:act(d, "sign", "signed")
  t:act(d, "issue", "issued")
  t:ended(d, "granted")
  t:give(d, "counter")
end)

test "nhận sau 15 giờ trước lễ: hẹn ngày làm việc đầu tiên sau lễ" (function(t)
  -- Nghỉ Quốc khánh 30/8 đến 2/9/2025.
  local d = t:submit { at = "2025-08-29 15:01", pages = 1, copies = 1 }
  t:due(d, "2025-09-03")
  t:fee(d, 2000)
  t:advance "2025-09-03 16:00"
  t:overdue(d, "receive")
  t:act(d, "receive", "complete")
  t:at(d, "compare")
end)

test "phí nhiều trang: tối đa 200.000 đồng một bản" (function(t)
  t:fee(t:submit { at = "2025-09-04", pages = 300, copies = 1 }, 200000)
end)

test "nội dung phức tạp: thêm hai ngày làm việc, đồng hồ dừng" (function(t)
  local d = t:submit { at = "2025-09-04 09:00", pages = 50, copies = 10 }
  t:act(d, "receive", "complete")
  t:act(d, "compare", "complex")
  t:due(d, "stopped")
  t:advance(working_days(1))
  t:act(d, "compare_long", "match")
  t:act(d, "sign", "signed")
  t:act(d, "issue", "issued")
  t:ended(d, "granted")
  t:eq(d.late, false)
end)

test "kéo dài rồi thấy không khớp: từ chối" (function(t)
  local d = t:submit { at = "2025-09-04 09:00", pages = 50, copies = 10 }
  t:act(d, "receive", "complete")
  t:act(d, "compare", "complex")
  t:act(d, "compare_long", "differ")
  t:ended(d, "refused")
end)

test "không tiếp nhận: phải ghi lý do, có phiếu từ chối" (function(t)
  local d = t:submit { at = "2025-09-04 09:00", pages = 1, copies = 1 }
  t:refuses(d, "receive", "refuse", { note = "", says = "phải ghi rõ lý do" })
  t:act(d, "receive", "refuse", { note = "Bản chính bị tẩy xóa" })
  t:ended(d, "refused")
  t:eq(d.form, "03")
end)

test "bản sao không khớp bản chính: từ chối" (function(t)
  local d = t:submit { at = "2025-09-04 09:00", pages = 1, copies = 1 }
  t:act(d, "receive", "complete")
  t:act(d, "compare", "differ")
  t:ended(d, "refused")
end)

test "lãnh đạo trả lại để đối chiếu lại" (function(t)
  local d = t:submit { at = "2025-09-04 09:00", pages = 1, copies = 1 }
  t:act(d, "receive", "complete")
  t:act(d, "compare", "match")
  t:act(d, "sign", "back")
  t:at(d, "compare")
end)

test "thiếu bản chính thì không nhận" (function(t)
  t:refuses { at = "2025-09-04 09:00", pages = 1, copies = 1, papers = {}, says = "ban_chinh" }
end)

test "người không có vai trò không làm thay" (function(t)
  local d = t:submit { at = "2025-09-04 09:00", pages = 1, copies = 1 }
  t:act(d, "receive", "complete")
  t:refuses(d, "compare", "match", { by = "mai.huong" })
end)
