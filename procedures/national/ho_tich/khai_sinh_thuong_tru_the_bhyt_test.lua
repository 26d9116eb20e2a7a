-- SPDX-License-Identifier: EUPL-1.2
-- Ba thủ tục một mã: khai sinh trong ngày, công an và bảo hiểm cùng làm; thiếu kết quả nào thì chỉ
-- thiếu kết quả ấy.

local function nop(t)
  return t:submit { at = "2025-07-07 08:00", child_name = "Nông Bảo An",
    birth_date = "2025-06-30", channel = "online" }
end

local function ky(t)
  local d = nop(t)
  t:act(d, "receive", "complete")
  t:act(d, "register", "pass")
  t:act(d, "sign", "signed", { papers = { "khai_sinh" } })
  return d
end

local function co_so(t)
  local d = ky(t)
  t:answer(d, "number", "ok", { personal_number = "004225000123" })
  t:at(d, "parents_confirm", "card")
  return d
end

test "đủ ba kết quả" (function(t)
  local d = co_so(t)
  t:due(d, "stopped") -- chờ cha mẹ xác nhận
  t:signal(d, "vneid.confirmed")
  t:due(d, "2025-07-10")
  t:answer(d, "card", "answered", { papers = { "the_bhyt" } })
  t:answer(d, "residence", "answered", { papers = { "thuong_tru" } })
  t:ended(d, "granted")
  t:give(d, "online")
end)

test "không lấy được số định danh: năm lần thử, rồi nhập tay" (function(t)
  local d = ky(t)
  for _ = 1, 5 do
    t:answer(d, "number", "failed")
    t:advance(minutes(200)) -- lần sau chờ lâu gấp đôi lần trước
  end
  t:at(d, "number_by_hand")
  t:act(d, "number_by_hand", "entered") -- quên nhập thì quay lại
  t:at(d, "number_by_hand")
  t:act(d, "number_by_hand", "entered", { personal_number = "004225000123" })
  t:at(d, "parents_confirm", "card")
end)

test "cha mẹ không xác nhận trong năm ngày: thiếu thường trú, vẫn trả phần còn lại" (function(t)
  local d = co_so(t)
  t:answer(d, "card", "answered", { papers = { "the_bhyt" } })
  t:advance(working_days(6))
  t:ended(d, "partly_granted")
end)

test "công an phải xác minh: thời gian xác minh dời hẹn trả; bảo hiểm trả hồ sơ" (function(t)
  local d = co_so(t)
  t:signal(d, "vneid.confirmed")
  t:answer(d, "residence", "verify")
  t:due(d, "stopped")
  t:advance(working_days(2))
  t:answer(d, "card", "returned", { note = "trùng thẻ" })
  t:answer(d, "residence_verify", "answered", { papers = { "thuong_tru" } })
  t:ended(d, "partly_granted")
end)

test "công an từ chối, ngay hoặc sau xác minh" (function(t)
  local a = co_so(t)
  t:signal(a, "vneid.confirmed")
  t:answer(a, "residence", "returned", { note = "chỗ ở không hợp pháp" })
  t:answer(a, "card", "answered", { papers = { "the_bhyt" } })
  t:ended(a, "partly_granted")
  local b = t:submit { child_name = "Bé B", birth_date = "2025-06-30" }
  t:act(b, "receive", "complete")
  t:act(b, "register", "pass")
  t:act(b, "sign", "signed")
  t:answer(b, "number", "ok")
  t:signal(b, "vneid.confirmed")
  t:answer(b, "residence", "verify")
  t:answer(b, "residence_verify", "returned", { note = "không ở đó" })
  t:answer(b, "card", "answered", { papers = { "the_bhyt" } })
  t:ended(b, "partly_granted")
end)

test "bổ sung một lần; lần hai bị chặn; quá hạn; từ chối; người ký trả lại" (function(t)
  local a = nop(t)
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:act(a, "receive", "complete")
  t:refuses(a, "register", "missing", { says = "hết số lần" })
  t:act(a, "register", "pass")
  t:act(a, "sign", "back")
  t:act(a, "register", "fail")
  t:ended(a, "refused")
  local b = nop(t)
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  local c = nop(t)
  t:act(c, "receive", "complete")
  t:act(c, "register", "missing")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
end)

test "nhận sau 15 giờ thứ Sáu: tính từ thứ Hai" (function(t)
  local d = t:submit { at = "2025-07-11 15:30", child_name = "Bé C", birth_date = "2025-07-01" }
  t:due(d, "2025-07-17")
end)
