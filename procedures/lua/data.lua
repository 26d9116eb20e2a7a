-- SPDX-License-Identifier: EUPL-1.2
-- Words of directories and calendars.
local line, _, loading = ...

local function named(word)
  return function(name)
    if type(name) ~= "string" then
      error("\"" .. word .. "\" cần mã đứng trước: " .. word .. " \"ma\" { ... }")
    end
    local at = line()
    return function(body)
      if type(body) ~= "table" then
        error(word .. " \"" .. name .. "\" cần phần { ... } theo sau")
      end
      return { word = word, name = name, line = at, body = body }
    end
  end
end

local function plain(word)
  return function(body)
    if type(body) ~= "table" then
      error("\"" .. word .. "\" cần phần { ... } theo sau")
    end
    return { word = word, line = (line()), body = body }
  end
end

for _, word in ipairs { "level", "role", "unit", "officer", "node", "office" } do
  loading[word] = named(word)
end
for _, word in ipairs { "directory", "calendar", "day_off", "make_up" } do
  loading[word] = plain(word)
end

--- Hours in which an office only receives: the day is no working day.
function loading.receives(hours)
  if type(hours) ~= "string" then
    error("receives cần giờ: receives \"07:30-11:30\"")
  end
  return { word = "receives", hours = hours }
end
