-- SPDX-License-Identifier: EUPL-1.2
-- The words a procedure is made of. A word only notes what was said and on which line; what it
-- means, and whether it may stand there, is the loader's business (procedures/host).
local line, words, loading, helpers = ...

--- Makes a word with a name before its table: human "receive" { ... }.
function helpers.named(word)
  return function(name)
    if type(name) ~= "string" then
      error("\"" .. word .. "\" cần tên đứng trước: " .. word .. " \"ten\" { ... }")
    end
    local at, base = line()
    return function(body)
      if type(body) ~= "table" then
        error(word .. " \"" .. name .. "\" cần phần { ... } theo sau")
      end
      return { word = word, name = name, line = at, base = base, body = body }
    end
  end
end

--- Makes a word that is followed by its table at once: doc { ... }.
function helpers.plain(word)
  return function(body)
    if type(body) ~= "table" then
      error("\"" .. word .. "\" cần phần { ... } theo sau")
    end
    local at, base = line()
    return { word = word, line = at, base = base, body = body }
  end
end

local named, plain = helpers.named, helpers.plain
local steps = {
  "human", "auto", "handoff", "consult", "parallel", "wait", "choose", "call", "finish", "branch",
}
for _, word in ipairs(steps) do
  loading[word] = named(word)
end
for _, word in ipairs { "procedure", "override", "doc", "result" } do
  loading[word] = plain(word)
end

-- Tables forget in which order they were written; fields are shown in that order.
local order = 0

--- Types of fields: text { label = "Mục đích" }, or text "Mục đích" for short.
local function field(kind)
  return function(body)
    if type(body) == "string" then
      body = { label = body }
    elseif type(body) ~= "table" then
      error("\"" .. kind .. "\" cần nhãn: " .. kind .. " { label = \"...\" }")
    end
    local at, base = line()
    order = order + 1
    return { word = "field", name = kind, line = at, base = base, body = body, order = order }
  end
end
for _, kind in ipairs { "text", "number", "yesno", "date", "choice" } do
  loading[kind] = field(kind)
end

-- An area is a field in a procedure, and an entry with a code in a directory.
local area_field, area_entry = field("area"), named("area")
function loading.area(first)
  if type(first) == "string" then
    return area_entry(first)
  end
  return area_field(first)
end

--- Limits. Part of a working day is counted in hours: one day is eight.
local function limit(unit)
  return function(amount)
    if type(amount) ~= "number" then
      error(unit .. " cần một con số: " .. unit .. "(3)")
    end
    return { word = "limit", name = unit, amount = amount }
  end
end
for _, unit in ipairs { "working_days", "calendar_days", "working_hours", "months", "minutes",
                        "seconds" } do
  loading[unit] = limit(unit)
end

--- The same day if received before the hour, else the next working day.
function loading.same_day(cutoff)
  return { word = "limit", name = "same_day", cutoff = cutoff or "15:00" }
end
loading.untimed = { word = "limit", name = "untimed", amount = 0 }

--- In an override: takes away what the national file says.
loading.none = { word = "none" }

--- Whole đồng; for fees, also while a dossier runs.
function words.vnd(amount)
  local whole = type(amount) == "number" and math.tointeger(amount)
  if not whole then
    error("vnd cần số nguyên đồng, không phải " .. tostring(amount))
  elseif whole < 0 then
    error("vnd không nhận số âm: " .. tostring(amount))
  end
  return whole
end
