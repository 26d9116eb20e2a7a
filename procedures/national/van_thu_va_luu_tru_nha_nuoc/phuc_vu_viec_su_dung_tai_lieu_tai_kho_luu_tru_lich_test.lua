-- SPDX-License-Identifier: EUPL-1.2
-- Kịch bản đầu tiên của 1.013932, viết từ bảng các bước; thêm những gì bảng không nói.

local way_1 = {
  { "act", "receive_th1", "complete" },
  { "act", "assign_th1", "assigned" },
  { "act", "appraise_th1", "pass" },
  { "act", "sign_th1", "signed" },
  { "act", "hand_over_th1", "done" },
}

local way_2 = {
  { "act", "receive_th2", "complete" },
  { "act", "assign_th2", "assigned" },
  { "act", "appraise_th2", "pass" },
  { "act", "review_th2", "agreed" },
  { "act", "sign_th2", "signed" },
  { "act", "hand_over_th2", "done" },
}

local way_3 = {
  { "act", "receive_th3", "complete" },
  { "act", "assign_th3", "assigned" },
  { "act", "appraise_th3", "pass" },
  { "act", "review_th3", "agreed" },
  { "act", "sign_th3", "signed" },
  { "act", "issue_th3", "issued" },
  { "act", "hand_over_th3", "done" },
}

--- Đi n bước đầu trên đường tới kết quả.
local function walk(t, d, steps, n)
  for i = 1, n do
    if steps[i][1] == "answer" then
      t:answer(d, steps[i][2], steps[i][3])
    else
      t:act(d, steps[i][2], steps[i][3])
    end
  end
end

test "Sử dụng tài liệu tại phòng đọc: đi trọn" (function(t)
  local d
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Sử dụng tài liệu tại phòng đọc" }
  walk(t, d, way_1, 5)
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
  walk(t, d, way_1, 2)
  t:act(d, "appraise_th1", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Sử dụng tài liệu tại phòng đọc" }
  walk(t, d, way_1, 3)
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
  walk(t, d, way_2, 6)
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
  walk(t, d, way_2, 2)
  t:act(d, "appraise_th2", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp bản sao, chứng thực lưu trữ" }
  walk(t, d, way_2, 3)
  t:act(d, "review_th2", "back")
  t:at(d, "appraise_th2")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Cấp bản sao, chứng thực lưu trữ" }
  walk(t, d, way_2, 4)
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
  walk(t, d, way_3, 7)
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
  walk(t, d, way_3, 2)
  t:act(d, "appraise_th3", "fail")
  t:ended(d, "refused")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Tài liệu thuộc diện tiếp cận có điều kiện" }
  walk(t, d, way_3, 3)
  t:act(d, "review_th3", "back")
  t:at(d, "appraise_th3")
  d = t:submit { at = "2025-09-08 08:00",
    truong_hop = "Tài liệu thuộc diện tiếp cận có điều kiện" }
  walk(t, d, way_3, 4)
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
