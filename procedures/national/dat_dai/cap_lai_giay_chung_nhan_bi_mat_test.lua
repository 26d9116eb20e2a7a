-- SPDX-License-Identifier: EUPL-1.2
-- Mất Giấy chứng nhận: niêm yết, đăng tin, phản ánh, thuế, chờ nộp.

local function nop(t, owner, more)
  more = more or {}
  return t:submit { parcel_area = "01273", parcel = "12/4", owner = owner or "ca_nhan",
    extra_page_only = more.page, has_duty = more.duty, unit = "H14.61.01" }
end

local function tra_cuu(t, owner, more)
  local d = nop(t, owner, more)
  t:act(d, "receive", "complete")
  t:act(d, "lookup", "clear")
  return d
end

local function cap(t, d)
  t:act(d, "sign", "signed")
  t:act(d, "hand_over", "done")
  t:ended(d, "granted")
end

test "cá nhân: niêm yết 15 ngày, biên bản, cấp lại; niêm yết không tính giờ" (function(t)
  t:advance "2026-03-02 08:00"
  local d = tra_cuu(t)
  t:due(d, "stopped")
  t:advance(calendar_days(16))
  t:desk(d, "minutes", "H14.61.03")
  t:answer(d, "minutes", "answered", { papers = { "bien_ban" } })
  t:act(d, "renew", "done")
  t:act(d, "sign", "back")
  t:act(d, "renew", "done")
  cap(t, d)
  t:eq(d.late, false)
end)

test "tổ chức: đăng tin; có phản ánh, bác; có phản ánh, đúng" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b = tra_cuu(t, "to_chuc"), tra_cuu(t, "to_chuc")
  local c, d = tra_cuu(t), tra_cuu(t)
  t:signal(b, "posting.objection")
  t:act(b, "weigh", "upheld")
  t:ended(b, "refused")
  t:signal(c, "posting.objection")
  t:act(c, "weigh", "dismissed")
  t:at(c, "renew")
  t:advance(calendar_days(16))
  t:at(a, "renew")
  t:answer(d, "minutes", "returned", { note = "có người giữ giấy" })
  t:at(d, "weigh")
end)

test "mất trang bổ sung: không niêm yết; thuế, nộp, hoãn nộp, không nộp" (function(t)
  t:advance "2026-03-02 08:00"
  local page = { page = true, duty = true }
  local a, b, c, e = tra_cuu(t, "ca_nhan", page), tra_cuu(t, "ca_nhan", page),
    tra_cuu(t, "ca_nhan", page), tra_cuu(t, "ca_nhan", page)
  for _, d in ipairs { a, b, c } do
    t:act(d, "renew", "done")
    t:answer(d, "tax", "answered", { papers = { "thong_bao_thue" } })
    t:due(d, "stopped")
  end
  t:signal(a, "treasury.paid")
  cap(t, a)
  t:signal(b, "tax.deferred")
  cap(t, b)
  t:act(e, "renew", "done")
  t:answer(e, "tax", "returned", { note = "không phát sinh" })
  t:at(e, "sign")
  t:advance(calendar_days(33))
  t:ended(c, "refused")
end)

test "đang thế chấp: trả lại; bổ sung; từ chối" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c, d = nop(t), nop(t), nop(t), nop(t)
  t:act(a, "receive", "complete")
  t:act(a, "lookup", "blocked")
  t:ended(a, "refused")
  t:act(b, "receive", "missing")
  t:signal(b, "applicant.supplement")
  t:at(b, "receive")
  t:act(c, "receive", "refuse")
  t:ended(c, "refused")
  t:act(d, "receive", "missing")
  t:advance(calendar_days(33))
  t:ended(d, "refused")
end)
