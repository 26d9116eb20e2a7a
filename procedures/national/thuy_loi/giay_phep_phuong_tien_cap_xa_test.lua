-- SPDX-License-Identifier: EUPL-1.2
-- Giấy phép phương tiện trong công trình thủy lợi: giờ chốt 16 giờ, cấp và không cấp.

local function nop(t)
  return t:submit { canal = "kênh N1" }
end

local function toi_tham_dinh(t)
  local d = nop(t)
  t:act(d, "receive", "complete")
  return d
end

test "nhận 16 giờ 30 thứ Hai: tính từ thứ Ba; người ký trả lại một lần" (function(t)
  t:advance "2026-03-02 16:30"
  local d = toi_tham_dinh(t)
  t:due(d, "2026-03-09 17:00")
  t:act(d, "appraise", "pass")
  t:act(d, "sign", "back")
  t:act(d, "appraise", "pass")
  t:act(d, "sign", "signed")
  t:act(d, "issue", "issued")
  t:ended(d, "granted")
  t:give(d, "post")
end)

test "nhận 15 giờ 30: tính ngay từ hôm ấy" (function(t)
  t:advance "2026-03-02 15:30"
  t:due(nop(t), "2026-03-06 17:00")
end)

test "không đủ điều kiện: văn bản không cấp, người ký trả lại rồi ký" (function(t)
  t:advance "2026-03-02 08:00"
  local d = toi_tham_dinh(t)
  t:act(d, "appraise", "fail")
  t:act(d, "draft_refusal", "back")
  t:act(d, "appraise", "fail")
  t:act(d, "draft_refusal", "signed")
  t:ended(d, "refused")
  t:eq(d.form, "03")
end)

test "bổ sung, quá hạn bổ sung, không nhận" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c = nop(t), nop(t), nop(t)
  t:act(a, "receive", "missing")
  t:signal(a, "applicant.supplement")
  t:at(a, "receive")
  t:act(b, "receive", "refuse")
  t:ended(b, "refused")
  t:act(c, "receive", "missing")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
end)
