-- SPDX-License-Identifier: EUPL-1.2
-- Hỗ trợ hòa giải viên: tra được, không tra được giấy chứng tử; hỗ trợ hoặc không.

local function nop(t, died)
  return t:submit { mediator = "Nông Thị Bé", died = died or false }
end

local function nhan(t, died)
  local d = nop(t, died)
  t:act(d, "receive", "complete")
  return d
end

test "bị thương: quyết định, chi tiền, bảy ngày" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nhan(t)
  t:due(d, "2026-03-11 17:00")
  t:act(d, "examine", "pass")
  t:act(d, "sign", "back")
  t:act(d, "examine", "pass")
  t:act(d, "sign", "signed")
  t:act(d, "pay", "paid")
  t:ended(d, "granted")
end)

test "đã chết: tra được thì không đòi giấy; không có dữ liệu thì bổ sung" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b = nhan(t, true), nhan(t, true)
  t:answer(a, "lookup", "ok")
  t:at(a, "examine")
  t:answer(b, "lookup", "unknown")
  t:due(b, "stopped")
  t:signal(b, "applicant.supplement", { papers = { "chung_tu" } })
  t:act(b, "receive", "complete")
  t:at(b, "examine") -- đã có giấy, không tra nữa
end)

test "tra mãi không được: yêu cầu bổ sung" (function(t)
  t:advance "2026-03-02 08:00"
  local d = nhan(t, true)
  for _ = 1, 3 do
    t:answer(d, "lookup", "failed")
    t:advance(minutes(60))
  end
  t:at(d, "supplement")
  t:advance(calendar_days(33))
  t:ended(d, "refused")
end)

test "không hỗ trợ: văn bản trả lời; thiếu giấy; từ chối nhận" (function(t)
  t:advance "2026-03-02 08:00"
  local a, b, c = nhan(t), nop(t), nop(t)
  t:act(a, "examine", "fail")
  t:act(a, "sign_no", "back")
  t:act(a, "examine", "fail")
  t:act(a, "sign_no", "signed")
  t:ended(a, "refused")
  t:act(b, "receive", "missing")
  t:at(b, "supplement")
  t:act(c, "receive", "refuse")
  t:ended(c, "refused")
end)
