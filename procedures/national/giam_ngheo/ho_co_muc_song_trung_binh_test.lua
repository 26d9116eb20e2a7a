-- SPDX-License-Identifier: EUPL-1.2
-- Hộ có mức sống trung bình: hạn tính từ ngày rà soát, niêm yết, phúc tra.

local function toi_niem_yet(t)
  local d = t:submit { chu_ho = "Lý Văn Páo", so_nguoi = 5 }
  t:due(d, "stopped")
  t:advance(calendar_days(13))
  t:act(d, "receive", "bat_dau")
  t:act(d, "survey", "pass")
  t:at(d, "posting")
  return d
end

test "nhận mồng 2, rà soát ngày 15: hạn tính từ ngày rà soát; không ai khiếu nại" (function(t)
  t:advance "2026-03-02 08:00"
  local d = toi_niem_yet(t)
  t:due(d, "2026-03-31") -- rà soát từ Chủ nhật 15: đếm từ thứ Hai
  t:advance(calendar_days(9))
  t:act(d, "sign", "signed")
  t:ended(d, "granted")
  t:eq(d.late, false)
end)

test "có khiếu nại: phúc tra, công nhận hoặc không" (function(t)
  t:advance "2026-03-02 08:00"
  local a = toi_niem_yet(t)
  local b = toi_niem_yet(t)
  t:signal(b, "posting.objection")
  t:act(b, "recheck", "fail")
  t:ended(b, "refused")
  local c = toi_niem_yet(t)
  t:signal(c, "posting.objection")
  t:act(c, "recheck", "pass")
  t:act(c, "sign_rechecked", "signed")
  t:ended(c, "granted")
  t:at(a, "sign")
end)

test "không đạt; không nhận" (function(t)
  t:advance "2026-03-02 08:00"
  local a = t:submit { chu_ho = "A", so_nguoi = 2 }
  t:act(a, "receive", "bat_dau")
  t:act(a, "survey", "fail")
  t:ended(a, "refused")
  local b = t:submit { chu_ho = "B", so_nguoi = 2 }
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  t:eq(b.form, "03")
end)
