-- SPDX-License-Identifier: EUPL-1.2
-- Kịch bản đầu tiên của 1.013934, viết từ bảng các bước; thêm những gì bảng không nói.

local way_1 = {
  { "receive_th1", "complete" },
  { "assign_th1", "assigned" },
  { "appraise_th1", "pass" },
  { "review_th1", "agreed" },
  { "sign_th1", "signed" },
  { "issue_th1", "issued" },
  { "hand_over_th1", "done" },
}

local way_2 = {
  { "receive_th2", "complete" },
  { "assign_th2", "assigned" },
  { "appraise_th2", "pass" },
  { "review_th2", "agreed" },
  { "sign_th2", "signed" },
  { "issue_th2", "issued" },
  { "hand_over_th2", "done" },
}

test "Cấp mới: đi trọn" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp mới" }
  t:walk(d, way_1, 7)
  t:ended(d, "granted")
end)

test "Cấp mới: từ chối, trả lại, bổ sung ở mỗi bước" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp mới" }
  t:act(d, "receive_th1", "missing")
  t:due(d, "stopped")
  t:signal(d, "applicant.supplement")
  t:at(d, "receive_th1")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp mới" }
  t:act(d, "receive_th1", "refuse")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp mới" }
  t:walk(d, way_1, 2)
  t:act(d, "appraise_th1", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp mới" }
  t:walk(d, way_1, 3)
  t:act(d, "review_th1", "back")
  t:at(d, "appraise_th1")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp mới" }
  t:walk(d, way_1, 4)
  t:act(d, "sign_th1", "back")
  t:at(d, "appraise_th1")
end)

test "Cấp mới: không bổ sung trong 30 ngày" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp mới" }
  t:act(d, "receive_th1", "missing")
  t:advance(calendar_days(40))
  t:ended(d, "refused")
end)

test "Cấp lại: đi trọn" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp lại" }
  t:walk(d, way_2, 7)
  t:ended(d, "granted")
end)

test "Cấp lại: từ chối, trả lại, bổ sung ở mỗi bước" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp lại" }
  t:act(d, "receive_th2", "missing")
  t:due(d, "stopped")
  t:signal(d, "applicant.supplement")
  t:at(d, "receive_th2")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp lại" }
  t:act(d, "receive_th2", "refuse")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp lại" }
  t:walk(d, way_2, 2)
  t:act(d, "appraise_th2", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp lại" }
  t:walk(d, way_2, 3)
  t:act(d, "review_th2", "back")
  t:at(d, "appraise_th2")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp lại" }
  t:walk(d, way_2, 4)
  t:act(d, "sign_th2", "back")
  t:at(d, "appraise_th2")
end)

test "Cấp lại: không bổ sung trong 30 ngày" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp lại" }
  t:act(d, "receive_th2", "missing")
  t:advance(calendar_days(40))
  t:ended(d, "refused")
end)
