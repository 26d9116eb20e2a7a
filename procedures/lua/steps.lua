-- SPDX-License-Identifier: EUPL-1.2
-- The words a procedure is made of. A word only notes what was said and on which line; what it
-- means, and whether it may stand there, is the loader's business (procedures/host).
local line, words, loading, helpers = ...

local english, vietnamese = helpers.english, helpers.vietnamese

--- Makes a word with a name before its table: human "receive" { ... }.
-- @param spelled  the word as the author writes it, if not as @p word
function helpers.named(word, spelled)
  spelled = spelled or word
  return function(name)
    if type(name) ~= "string" then
      error("\"" .. spelled .. "\" cần tên đứng trước: " .. spelled .. " \"ten\" { ... }")
    end
    local at, base = line()
    return function(body)
      if type(body) ~= "table" then
        error(spelled .. " \"" .. name .. "\" cần phần { ... } theo sau")
      end
      return { word = word, name = name, line = at, base = base, body = english(body) }
    end
  end
end

--- Makes a word that is followed by its table at once: doc { ... }.
function helpers.plain(word, spelled)
  return function(body)
    if type(body) ~= "table" then
      error("\"" .. (spelled or word) .. "\" cần phần { ... } theo sau")
    end
    local at, base = line()
    return { word = word, spelled = spelled, line = at, base = base, body = english(body) }
  end
end

--- Puts a word and its Vietnamese form among the words.
local function both(among, word, make)
  among[word] = make(word)
  local other = vietnamese(word)
  if other then
    among[other] = make(word, other)
  end
end

local named, plain = helpers.named, helpers.plain
local steps = {
  "human", "auto", "handoff", "consult", "parallel", "wait", "choose", "call", "finish", "branch",
}
for _, word in ipairs(steps) do
  both(loading, word, named)
end
for _, word in ipairs { "procedure", "override", "doc", "result" } do
  both(loading, word, plain)
end

-- Tables forget in which order they were written; fields are shown in that order.
local order = 0

--- Types of fields: text { label = "Mục đích" }, or text "Mục đích" for short.
local function field(kind, spelled)
  spelled = spelled or kind
  return function(body)
    if type(body) == "string" then
      body = { label = body }
    elseif type(body) ~= "table" then
      local label = spelled == kind and "label" or "nhan_de"
      error("\"" .. spelled .. "\" cần nhãn: " .. spelled .. " { " .. label .. " = \"...\" }")
    end
    local at, base = line()
    order = order + 1
    return { word = "field", name = kind, line = at, base = base, body = english(body),
      order = order }
  end
end
for _, kind in ipairs { "text", "number", "yesno", "date", "choice", "list" } do
  both(loading, kind, field)
end

-- An area is a field in a procedure, and an entry with a code in a directory.
local area_field, area_entry = field("area"), named("area")
function loading.area(first)
  if type(first) == "string" then
    return area_entry(first)
  end
  return area_field(first)
end
-- As a field only, and like area never short: one form says no more than the other.
loading[vietnamese "area"] = function(body)
  if type(body) == "string" then
    error("dia_ban cần nhãn trong ngoặc: dia_ban { nhan_de = \"...\" }")
  end
  return field("area", vietnamese "area")(body)
end

--- Limits. Part of a working day is counted in hours: one day is eight.
local function limit(unit, spelled)
  spelled = spelled or unit
  return function(amount)
    if type(amount) ~= "number" then
      error(spelled .. " cần một con số: " .. spelled .. "(3)")
    end
    return { word = "limit", name = unit, amount = amount }
  end
end
for _, unit in ipairs { "working_days", "calendar_days", "working_hours", "months", "minutes",
                        "seconds" } do
  both(loading, unit, limit)
end

--- The same day if received before the hour, else the next working day.
local function same_day(cutoff)
  return { word = "limit", name = "same_day", cutoff = cutoff or "15:00" }
end
local untimed = { word = "limit", name = "untimed", amount = 0 }
both(loading, "same_day", function() return same_day end)
both(loading, "untimed", function() return untimed end)

--- In an override: takes away what the national file says.
local none = { word = "none" }
both(loading, "none", function() return none end)

--- Whole đồng; for fees, also while a dossier runs.
local function vnd(_, spelled)
  spelled = spelled or "vnd"
  return function(amount)
    local whole = type(amount) == "number" and math.tointeger(amount)
    if not whole then
      error(spelled .. " cần số nguyên đồng, không phải " .. tostring(amount))
    elseif whole < 0 then
      error(spelled .. " không nhận số âm: " .. tostring(amount))
    end
    return whole
  end
end
both(words, "vnd", vnd)
