-- SPDX-License-Identifier: EUPL-1.2
-- Tham vấn môi trường: có trả lời, im lặng là thống nhất, dự thảo bị trả lại.

local function toi_tra_loi(t)
  local d = t:submit { at = "2026-03-02 08:00", project = "Nhà máy gạch" }
  t:due(d, "2026-03-17 17:00")
  t:act(d, "receive", "complete")
  t:at(d, "post_up", "meeting")
  t:act(d, "meeting", "done", { papers = { "bien_ban" } })
  t:act(d, "post_up", "done")
  t:at(d, "reply")
  return d
end

test "UBND cấp xã trả lời" (function(t)
  local d = toi_tra_loi(t)
  t:answer(d, "reply", "answered", { papers = { "tra_loi" } })
  t:ended(d, "granted")
  t:give(d, "post")
end)

test "không trả lời: coi như thống nhất" (function(t)
  local d = toi_tra_loi(t)
  t:advance(calendar_days(4))
  t:ended(d, "agreed_by_silence")
  t:eq(d.late, false)
end)

test "dự thảo bị trả lại rồi trả lời; hồ sơ thiếu thì không nhận" (function(t)
  local d = toi_tra_loi(t)
  t:answer(d, "reply", "returned", { note = "thiếu chữ ký" })
  t:act(d, "meeting", "done")
  t:act(d, "post_up", "done")
  t:answer(d, "reply", "answered")
  t:ended(d, "granted")
  local b = t:submit { project = "Mỏ đá" }
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
end)
