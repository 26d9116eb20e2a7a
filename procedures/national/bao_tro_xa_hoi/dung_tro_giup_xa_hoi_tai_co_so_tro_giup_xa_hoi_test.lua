-- SPDX-License-Identifier: EUPL-1.2
-- Kịch bản đầu tiên của 2.000477, viết từ bảng các bước; thêm những gì bảng không nói.

local way_1 = {
  { "receive_th1", "complete" },
  { "appraise_th1", "pass" },
  { "sign_th1", "signed" },
  { "issue_th1", "issued" },
}

local way_2 = {
  { "receive_th2", "complete" },
  { "appraise_th2", "pass" },
  { "appraise_2_th2", "answered" },
  { "sign_th2", "signed" },
  { "issue_th2", "issued" },
}

test "Nộp tại cơ sở trợ giúp xã hội: đi trọn" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp tại cơ sở trợ giúp xã hội" }
  t:walk(d, way_1, 4)
  t:ended(d, "granted")
end)

test "Nộp tại cơ sở trợ giúp xã hội: từ chối, trả lại, bổ sung ở mỗi bước" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp tại cơ sở trợ giúp xã hội" }
  t:act(d, "receive_th1", "missing")
  t:due(d, "stopped")
  t:signal(d, "applicant.supplement")
  t:at(d, "receive_th1")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp tại cơ sở trợ giúp xã hội" }
  t:act(d, "receive_th1", "refuse")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp tại cơ sở trợ giúp xã hội" }
  t:walk(d, way_1, 1)
  t:act(d, "appraise_th1", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp tại cơ sở trợ giúp xã hội" }
  t:walk(d, way_1, 2)
  t:act(d, "sign_th1", "back")
  t:at(d, "appraise_th1")
end)

test "Nộp tại cơ sở trợ giúp xã hội: không bổ sung trong 30 ngày" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp tại cơ sở trợ giúp xã hội" }
  t:act(d, "receive_th1", "missing")
  t:advance(calendar_days(40))
  t:ended(d, "refused")
end)

test "Nộp qua UBND cấp xã: đi trọn" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp qua UBND cấp xã" }
  t:walk(d, way_2, 5)
  t:ended(d, "granted")
end)

test "Nộp qua UBND cấp xã: từ chối, trả lại, bổ sung ở mỗi bước" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp qua UBND cấp xã" }
  t:act(d, "receive_th2", "missing")
  t:due(d, "stopped")
  t:signal(d, "applicant.supplement")
  t:at(d, "receive_th2")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp qua UBND cấp xã" }
  t:act(d, "receive_th2", "refuse")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp qua UBND cấp xã" }
  t:walk(d, way_2, 1)
  t:act(d, "appraise_th2", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp qua UBND cấp xã" }
  t:walk(d, way_2, 2)
  t:answer(d, "appraise_2_th2", "returned", { note = "chưa đủ căn cứ" })
  t:at(d, "appraise_th2")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp qua UBND cấp xã" }
  t:walk(d, way_2, 3)
  t:act(d, "sign_th2", "back")
  t:at(d, "appraise_2_th2")
end)

test "Nộp qua UBND cấp xã: không bổ sung trong 30 ngày" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Nộp qua UBND cấp xã" }
  t:act(d, "receive_th2", "missing")
  t:advance(calendar_days(40))
  t:ended(d, "refused")
end)
