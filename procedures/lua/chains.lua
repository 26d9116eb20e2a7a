-- SPDX-License-Identifier: EUPL-1.2
-- The chain of desks that most decisions prescribe: intake, the head assigns, a specialist
-- appraises, the head reviews, a leader signs, the clerk numbers and issues; one supplement; the
-- two ends.
-- Source: step tables of QĐ 2022/QĐ-UBND and QĐ 2028/QĐ-UBND (Cao Bằng), 2025.
local _, _, loading, helpers = ...

local options = {
  unit = true, level = true, hours = true, receive_level = true, makes = true, sign = true,
  deliver = true, supplement = true,
}

--- Refuses what the chain does not know: most often it is misspelled.
local function check_options(t)
  local wrong
  for name in pairs(t) do
    if not options[name] and (not wrong or tostring(name) < tostring(wrong)) then
      wrong = name
    end
  end
  if wrong == nil then
    return
  end
  local near = type(wrong) == "string" and helpers.near(wrong, options)
  error("standard_chain không có mục \"" .. tostring(wrong) .. "\"" ..
    (near and "; có phải là " .. near .. "?" or "; các mục: unit, level, hours, " ..
      "receive_level, makes, sign, deliver, supplement"))
end

--- Returns the steps of a standard chain, to stand in the list of steps of a procedure.
-- @field unit, level    the agency that appraises
-- @field hours          six numbers: receive, assign, appraise, review, sign, issue
-- @field receive_level  level of the receiving desk; the agency's by default
-- @field makes          ids of results made by the signature
-- @field sign           layers of signature, 2 by default
-- @field deliver        ways of handing over the result
-- @field supplement     how long the citizen may take, calendar_days(30) by default
function loading.standard_chain(t)
  t = type(t) == "table" and helpers.english(t)
  if not t or type(t.hours) ~= "table" or #t.hours ~= 6 then
    error("standard_chain cần hours = { tiếp nhận, phân công, thẩm định, soát xét, ký, phát hành }")
  end
  check_options(t)
  local human, wait, finish = loading.human, loading.wait, loading.finish
  local hours = {}
  for i, n in ipairs(t.hours) do
    hours[i] = loading.working_hours(n)
  end
  local function desk(role, n, on)
    return { unit = t.unit, level = t.level, role = role, limit = hours[n], on = on }
  end
  local receive = desk("receiver", 1,
    { complete = "assign", missing = "supplement", refuse = "refused" })
  receive.unit, receive.level = "one_stop", t.receive_level or t.level
  local sign = desk("leader", 5, { signed = "issue", back = "appraise" })
  sign.sign, sign.makes = t.sign or 2, t.makes
  return {
    human "receive" (receive),
    wait "supplement" { event = "applicant.supplement", clock = "stop", times = 1,
      max = t.supplement or loading.calendar_days(30),
      on = { arrived = "receive", expired = "refused" } },
    human "assign" (desk("head", 2, { assigned = "appraise" })),
    human "appraise" (desk("specialist", 3, { pass = "review", fail = "refused" })),
    human "review" (desk("head", 4, { agreed = "sign", back = "appraise" })),
    human "sign" (sign),
    human "issue" (desk("clerk", 6, { issued = "granted" })),
    finish "granted" { outcome = "granted",
      deliver = t.deliver or { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03" },
  }
end
loading[helpers.vietnamese "standard_chain"] = loading.standard_chain
