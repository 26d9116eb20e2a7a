-- SPDX-License-Identifier: EUPL-1.2
-- Đăng ký thường trú: lệ phí theo kênh, gọi thủ tục con khi ở thuê mà chưa có xác nhận.

use { "xac_nhan_dien_tich_nha_o.lua" }

local function nop(t, more)
  local form = { at = "2026-03-02 08:00", person_name = "Nông Văn Ba", home_kind = "so_huu" }
  for name, value in pairs(more or {}) do
    form[name] = value
  end
  return t:submit(form)
end

test "nhà của mình, nộp trực tuyến: 10.000 đồng, 7 ngày làm việc" (function(t)
  local d = nop(t, { channel = "online" })
  t:fee(d, 10000)
  t:due(d, "2026-03-11 17:00")
  t:act(d, "receive", "complete")
  t:act(d, "examine", "pass")
  t:act(d, "update", "issued")
  t:ended(d, "granted")
  t:give(d, "online")
end)

test "trực tiếp 20.000; được miễn 0" (function(t)
  t:fee(nop(t), 20000)
  t:fee(nop(t, { fee_exempt = true }), 0)
end)

test "ở thuê, chưa có xác nhận: gọi UBND cấp xã, đồng hồ của công an dừng" (function(t)
  local d = nop(t, { home_kind = "thue_muon" })
  t:act(d, "receive", "complete")
  t:at(d, "request")
  t:due(d, "stopped")
  t:advance(working_days(1))
  t:act(d, "request", "complete")
  t:act(d, "measure", "pass")
  t:act(d, "confirm", "signed")
  t:at(d, "examine")
  t:act(d, "examine", "fail")
  t:ended(d, "refused")
end)

test "ở thuê, đã có xác nhận: không gọi; không xác nhận được thì từ chối" (function(t)
  local a = nop(t, { home_kind = "thue_muon", papers = { "ct01", "xac_nhan_dien_tich" } })
  t:act(a, "receive", "complete")
  t:at(a, "examine")
  local b = nop(t, { home_kind = "thue_muon" })
  t:act(b, "receive", "complete")
  t:act(b, "request", "refuse")
  t:ended(b, "refused")
end)

test "không đủ điều kiện: từ chối ngay" (function(t)
  local d = nop(t)
  t:act(d, "receive", "refuse")
  t:ended(d, "refused")
  t:eq(d.form, "03")
end)
