-- SPDX-License-Identifier: EUPL-1.2
-- Hòa giải đất đai: thành, không thành, vắng hai lần, có ý kiến khác sau khi thành.

local function toi_hop(t)
  local d = t:submit { parcel = "thửa 12, tờ 4", other_party = "Hà Văn Tư" }
  t:act(d, "receive", "complete")
  t:act(d, "verify", "done")
  t:act(d, "council", "done")
  return d
end

test "hòa giải thành, mười ngày không ai có ý kiến khác" (function(t)
  t:advance "2026-03-02 08:00"
  local d = toi_hop(t)
  t:due(d, "2026-04-01 17:00")
  t:act(d, "meeting", "agreed")
  t:act(d, "sign_agreed", "signed")
  t:due(d, "stopped")
  t:advance(calendar_days(13))
  t:ended(d, "granted")
end)

test "có ý kiến khác: họp lại, vẫn thành; họp lại, không thành" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b = toi_hop(t), toi_hop(t)
  for _, d in ipairs { a, b } do
    t:act(d, "meeting", "agreed")
    t:act(d, "sign_agreed", "signed")
    t:signal(d, "applicant.objection")
    t:at(d, "meet_again")
  end
  t:act(a, "meet_again", "agreed")
  t:ended(a, "granted")
  t:act(b, "meet_again", "failed")
  t:act(b, "sign_failed_again", "signed")
  t:ended(b, "not_reconciled")
end)

test "vắng mặt lần đầu thì họp lại, lần hai là không thành" (function(t)
  t:advance "2026-03-02 08:00"
  local d = toi_hop(t)
  t:act(d, "meeting", "absent")
  t:at(d, "meeting")
  t:act(d, "meeting", "absent")
  t:at(d, "sign_failed")
  t:act(d, "sign_failed", "signed")
  t:ended(d, "not_reconciled")
end)

test "không thành ngay; không thụ lý" (function(t)
  t:advance "2026-03-02 08:00"
  local a = toi_hop(t)
  t:act(a, "meeting", "failed")
  t:at(a, "sign_failed")
  local b = t:submit { parcel = "thửa 13", other_party = "Hà Văn Tư" }
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  t:eq(b.form, "03")
end)
