-- SPDX-License-Identifier: EUPL-1.2
-- Nhận cha, mẹ, con: niêm yết hai nơi, soát bản nháp, xin lỗi khi phải xác minh.

local function nop(t, channel)
  return t:submit { parent = "Hà Văn Nam", child = "Hà Thị Mai", child_home = "01654",
    channel = channel or "direct", unit = "H14.61.01" }
end

local function toi_niem_yet(t, channel)
  local d = nop(t, channel)
  t:act(d, "receive", "complete")
  t:act(d, "examine", "pass")
  t:desk(d, "posted_there", "H14.64.02")
  return d
end

test "trực tiếp: niêm yết 5 ngày làm việc, ghi sổ" (function(t)
  t:advance "2026-03-02 08:00"
  local d = toi_niem_yet(t)
  t:due(d, "2026-03-12 17:00")
  t:answer(d, "posted_there", "answered")
  t:advance(working_days(6))
  t:act(d, "conclude", "pass")
  t:act(d, "register", "signed")
  t:ended(d, "granted")
  t:eq(d.late, false)
end)

test "trực tuyến: soát bản nháp; sửa; im lặng một ngày là đồng ý" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b = toi_niem_yet(t, "online"), toi_niem_yet(t, "online")
  t:answer(a, "posted_there", "returned", { note = "không còn ở xã" })
  t:advance(working_days(6)) -- b: nơi thường trú im lặng, quá hạn
  for _, d in ipairs { a, b } do
    t:act(d, "conclude", "pass")
    t:at(d, "proofread")
  end
  t:signal(a, "applicant.correction")
  t:act(a, "conclude", "pass")
  t:signal(a, "applicant.confirmed")
  t:act(a, "register_online", "signed")
  t:ended(a, "granted")
  t:advance(working_days(2))
  t:at(b, "register_online")
end)

test "có tranh chấp khi niêm yết: từ chối" (function(t)
  t:advance "2026-03-02 08:00"
  local d = toi_niem_yet(t)
  t:signal(d, "posting.objection")
  t:answer(d, "posted_there", "answered")
  t:act(d, "conclude", "fail")
  t:ended(d, "refused")
end)

test "xác minh thêm: xin lỗi, dừng tính" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b = nop(t), nop(t)
  for _, d in ipairs { a, b } do
    t:act(d, "receive", "complete")
    t:act(d, "examine", "verify")
    t:due(d, "stopped")
  end
  t:act(a, "verify", "pass")
  t:at(a, "posted_here", "posted_there")
  t:act(b, "verify", "fail")
  t:ended(b, "refused")
end)

test "bổ sung, quá hạn bổ sung, từ chối, thẩm tra không đạt" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c, d = nop(t), nop(t), nop(t), nop(t)
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:act(a, "receive", "complete")
  t:act(a, "examine", "fail")
  t:ended(a, "refused")
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  t:act(d, "receive", "complete")
  t:act(d, "examine", "missing")
  t:act(c, "receive", "missing")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
  t:ended(d, "refused")
end)
