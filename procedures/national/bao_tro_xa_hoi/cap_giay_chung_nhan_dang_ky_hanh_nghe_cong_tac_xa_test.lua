-- SPDX-License-Identifier: EUPL-1.2
-- Kịch bản đầu tiên của 1.012990, viết từ bảng các bước; thêm những gì bảng không nói.

local way = {
  { "receive", "complete" },
  { "assign", "assigned" },
  { "appraise", "pass" },
  { "review", "agreed" },
  { "sign", "signed" },
  { "hand_over", "done" },
}

test "đi trọn" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00" }
  t:walk(d, way, 6)
  t:ended(d, "granted")
end)

test "từ chối, trả lại, bổ sung ở mỗi bước" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00" }
  t:act(d, "receive", "missing")
  t:due(d, "stopped")
  t:signal(d, "applicant.supplement")
  t:at(d, "receive")
  d = t:submit { at = "2025-09-08 08:00" }
  t:act(d, "receive", "refuse")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00" }
  t:walk(d, way, 2)
  t:act(d, "appraise", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00" }
  t:walk(d, way, 3)
  t:act(d, "review", "back")
  t:at(d, "appraise")
  d = t:submit { at = "2025-09-08 08:00" }
  t:walk(d, way, 4)
  t:act(d, "sign", "back")
  t:at(d, "appraise")
end)

test "không bổ sung trong 30 ngày" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00" }
  t:act(d, "receive", "missing")
  t:advance(calendar_days(40))
  t:ended(d, "refused")
end)
