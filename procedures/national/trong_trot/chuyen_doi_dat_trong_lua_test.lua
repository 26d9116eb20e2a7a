-- SPDX-License-Identifier: EUPL-1.2
-- Chuyển đổi đất lúa: ba kênh ba hạn kiểm tra, năm ngày tính từ khi hợp lệ.

local function nop(t, channel)
  return t:submit { parcel = "thửa 7", square_metres = 900, to_kind = "cay_lau_nam",
    channel = channel }
end

test "trực tiếp: trả lời ngay, rồi 5 ngày làm việc" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nop(t, "direct")
  t:due(d, "stopped")
  t:act(d, "check_now", "complete")
  t:due(d, "2026-03-09 17:00")
  t:act(d, "examine", "pass")
  t:act(d, "sign", "back")
  t:act(d, "examine", "pass")
  t:act(d, "sign", "signed")
  t:ended(d, "granted")
end)

test "bưu chính: kiểm tra hai ngày không tính vào hạn; không phù hợp kế hoạch" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nop(t, "post")
  t:advance(working_days(2))
  t:act(d, "check_post", "complete")
  t:due(d, "2026-03-11")
  t:act(d, "examine", "fail")
  t:act(d, "sign_no", "back")
  t:act(d, "examine", "fail")
  t:act(d, "sign_no", "signed")
  t:ended(d, "refused")
end)

test "bổ sung ở từng kênh, một lần; quá hạn" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c = nop(t, "online"), nop(t, "direct"), nop(t, "post")
  t:act(a, "check_online", "missing")
  t:signal(a, "applicant.supplement")
  t:refuses(a, "check_online", "missing", { says = "hết số lần" })
  t:act(a, "check_online", "complete")
  t:at(a, "examine")
  t:act(b, "check_now", "missing")
  t:act(c, "check_post", "missing")
  t:advance(calendar_days(33))
  t:ended(b, "refused")
  t:ended(c, "refused")
end)
