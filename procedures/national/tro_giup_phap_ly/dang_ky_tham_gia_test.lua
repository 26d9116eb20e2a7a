-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký tham gia trợ giúp pháp lý: bảy ngày theo lịch, công bố sau khi cấp.

local function nop(t)
  return t:submit { organisation = "Văn phòng luật sư Pác Bó", kind = "hanh_nghe_luat_su" }
end

test "cấp giấy trong bảy ngày, công bố không tính vào hạn" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nop(t)
  t:due(d, "2026-03-09 17:00")
  t:act(d, "receive", "complete")
  t:act(d, "examine", "pass")
  t:act(d, "sign", "back")
  t:act(d, "examine", "pass")
  t:act(d, "sign", "signed")
  t:due(d, "stopped")
  t:advance(working_days(2))
  t:act(d, "publish", "done")
  t:ended(d, "granted")
  t:eq(d.late, false)
end)

test "không đủ điều kiện; bổ sung; từ chối; quá hạn bổ sung" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c = nop(t), nop(t), nop(t)
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:act(a, "receive", "complete")
  t:act(a, "examine", "fail")
  t:ended(a, "refused")
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  t:act(c, "receive", "missing")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
end)
