-- SPDX-License-Identifier: EUPL-1.2
-- Words of directories and calendars.
local _, _, loading, helpers = ...

for _, word in ipairs { "level", "role", "unit", "officer", "node", "office" } do
  loading[word] = helpers.named(word)
end
for _, word in ipairs { "directory", "calendar", "day_off", "make_up" } do
  loading[word] = helpers.plain(word)
end

--- Hours in which an office only receives: the day is no working day.
function loading.receives(hours)
  if type(hours) ~= "string" then
    error("receives cần giờ: receives \"07:30-11:30\"")
  end
  return { word = "receives", hours = hours }
end
