-- SPDX-License-Identifier: EUPL-1.2
-- Thẩm định thiết kế PCCC: giấy tờ theo đối tượng, phí theo biểu, chờ nộp phí.

local function nop(t, kind, fee, papers)
  return t:submit { project = "Chợ Xanh", kind = kind, appraisal_fee = fee, unit = "G01.14",
    papers = papers }
end

local all = { "pc11", "thiet_ke", "phap_ly", "tham_dinh_cdt" }

test "công trình, có phí: nộp rồi thẩm định; đồng hồ dừng lúc chờ nộp" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nop(t, "cong_trinh", 3500000, all)
  t:fee(d, 3500000)
  t:due(d, "2026-03-16 17:00")
  t:act(d, "receive", "complete")
  t:due(d, "stopped")
  t:advance(working_days(2))
  t:signal(d, "treasury.paid")
  t:due(d, "2026-03-18")
  t:act(d, "appraise", "pass")
  t:act(d, "issue", "back")
  t:act(d, "appraise", "pass")
  t:act(d, "issue", "issued")
  t:ended(d, "granted")
end)

test "phương tiện, không phí: thẩm định ngay; không đạt" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nop(t, "phuong_tien")
  t:fee(d, 0)
  t:act(d, "receive", "complete")
  t:act(d, "appraise", "fail")
  t:ended(d, "refused")
end)

test "công trình thiếu giấy: bổ sung, rồi đủ" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nop(t, "cong_trinh")
  t:act(d, "receive", "complete")
  t:at(d, "supplement")
  t:signal(d, "applicant.supplement", { papers = { "phap_ly", "tham_dinh_cdt" } })
  t:act(d, "receive", "complete")
  t:at(d, "appraise")
end)

test "không bổ sung; không nộp phí; từ chối" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c = nop(t, "phuong_tien"), nop(t, "phuong_tien", 500000), nop(t, "phuong_tien")
  t:act(a, "receive", "missing")
  t:act(b, "receive", "complete")
  t:act(c, "receive", "refuse")
  t:ended(c, "refused")
  t:advance(calendar_days(33))
  t:ended(a, "refused")
  t:ended(b, "refused")
end)
