-- SPDX-License-Identifier: EUPL-1.2
-- Kịch bản đầu tiên của 1.013932, viết từ bảng các bước; thêm những gì bảng không nói.

local way_1 = {
  { "receive_th1", "complete" },
  { "assign_th1", "assigned" },
  { "appraise_th1", "pass" },
  { "sign_th1", "signed" },
  { "hand_over_th1", "done" },
}

local way_2 = {
  { "receive_th2", "complete" },
  { "assign_th2", "assigned" },
  { "appraise_th2", "pass" },
  { "review_th2", "agreed" },
  { "sign_th2", "signed" },
  { "hand_over_th2", "done" },
}

local way_3 = {
  { "receive_th3", "complete" },
  { "assign_th3", "assigned" },
  { "appraise_th3", "pass" },
  { "review_th3", "agreed" },
  { "sign_th3", "signed" },
  { "issue_th3", "issued" },
  { "hand_over_th3", "done" },
}

test "Sử dụng tài liệu tại phòng đọc: đi trọn" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Sử dụng tài liệu tại phòng đọc" }
  t:walk(d, way_1, 5)
  t:ended(d, "granted")
end)

test "Sử dụng tài liệu tại phòng đọc: từ chối, trả lại, bổ sung ở mỗi bước" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Sử dụng tài liệu tại phòng đọc" }
  t:act(d, "receive_th1", "missing")
  t:due(d, "stopped")
  t:signal(d, "applicant.supplement")
  t:at(d, "receive_th1")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Sử dụng tài liệu tại phòng đọc" }
  t:act(d, "receive_th1", "refuse")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Sử dụng tài liệu tại phòng đọc" }
  t:walk(d, way_1, 2)
  t:act(d, "appraise_th1", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Sử dụng tài liệu tại phòng đọc" }
  t:walk(d, way_1, 3)
  t:act(d, "sign_th1", "back")
  t:at(d, "appraise_th1")
end)

test "Sử dụng tài liệu tại phòng đọc: không bổ sung trong 30 ngày" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Sử dụng tài liệu tại phòng đọc" }
  t:act(d, "receive_th1", "missing")
  t:advance(calendar_days(40))
  t:ended(d, "refused")
end)

test "Cấp bản sao, chứng thực lưu trữ: đi trọn" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp bản sao, chứng thực lưu trữ" }
  t:walk(d, way_2, 6)
  t:ended(d, "granted")
end)

test "Cấp bản sao, chứng thực lưu trữ: từ chối, trả lại, bổ sung ở mỗi bước" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp bản sao, chứng thực lưu trữ" }
  t:act(d, "receive_th2", "missing")
  t:due(d, "stopped")
  t:signal(d, "applicant.supplement")
  t:at(d, "receive_th2")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp bản sao, chứng thực lưu trữ" }
  t:act(d, "receive_th2", "refuse")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp bản sao, chứng thực lưu trữ" }
  t:walk(d, way_2, 2)
  t:act(d, "appraise_th2", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp bản sao, chứng thực lưu trữ" }
  t:walk(d, way_2, 3)
  t:act(d, "review_th2", "back")
  t:at(d, "appraise_th2")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp bản sao, chứng thực lưu trữ" }
  t:walk(d, way_2, 4)
  t:act(d, "sign_th2", "back")
  t:at(d, "appraise_th2")
end)

test "Cấp bản sao, chứng thực lưu trữ: không bổ sung trong 30 ngày" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp bản sao, chứng thực lưu trữ" }
  t:act(d, "receive_th2", "missing")
  t:advance(calendar_days(40))
  t:ended(d, "refused")
end)

test "Tài liệu thuộc diện tiếp cận có điều kiện: đi trọn" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Tài liệu thuộc diện tiếp cận có điều kiện" }
  t:walk(d, way_3, 7)
  t:ended(d, "granted")
end)

test "Tài liệu thuộc diện tiếp cận có điều kiện: từ chối, trả lại, bổ sung ở mỗi bước" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Tài liệu thuộc diện tiếp cận có điều kiện" }
  t:act(d, "receive_th3", "missing")
  t:due(d, "stopped")
  t:signal(d, "applicant.supplement")
  t:at(d, "receive_th3")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Tài liệu thuộc diện tiếp cận có điều kiện" }
  t:act(d, "receive_th3", "refuse")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Tài liệu thuộc diện tiếp cận có điều kiện" }
  t:walk(d, way_3, 2)
  t:act(d, "appraise_th3", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Tài liệu thuộc diện tiếp cận có điều kiện" }
  t:walk(d, way_3, 3)
  t:act(d, "review_th3", "back")
  t:at(d, "appraise_th3")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Tài liệu thuộc diện tiếp cận có điều kiện" }
  t:walk(d, way_3, 4)
  t:act(d, "sign_th3", "back")
  t:at(d, "appraise_th3")
end)

test "Tài liệu thuộc diện tiếp cận có điều kiện: không bổ sung trong 30 ngày" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Tài liệu thuộc diện tiếp cận có điều kiện" }
  t:act(d, "receive_th3", "missing")
  t:advance(calendar_days(40))
  t:ended(d, "refused")
end)
