-- SPDX-License-Identifier: EUPL-1.2
-- A province's override, merged onto the national procedure: it names only what differs.
-- Returns the merged procedure and a list of what could not be merged; the loader reports those.
local _, _, loading, helpers = ...

local DEPTH_MAX = 16
local none = loading.none

local function copy(t)
  local new = {}
  for k, v in pairs(t) do
    new[k] = v
  end
  return new
end

--- Lays the entries of one table over another; `none` takes an entry away.
local function lay(under, over)
  local new = type(under) == "table" and copy(under) or {}
  for k, v in pairs(over) do
    if v == none then
      new[k] = nil
    else
      new[k] = v
    end
  end
  return new
end

--- Replaces entries of a list of doc or result words by id, and adds new ones at the end.
local function lay_list(under, over)
  local new, place = {}, {}
  for i, item in ipairs(under or {}) do
    new[i] = item
    if type(item) == "table" and type(item.body) == "table" and item.body.id then
      place[item.body.id] = i
    end
  end
  for _, item in ipairs(over) do
    local id = type(item) == "table" and type(item.body) == "table" and item.body.id
    new[place[id or ""] or #new + 1] = item
  end
  return new
end

--- Calls visit(list, index, step) for every step, also inside branches; a list may hold lists.
local function each_step(list, visit, depth)
  if depth > DEPTH_MAX or type(list) ~= "table" then
    return
  end
  local i = 1
  while i <= #list do
    local item = list[i]
    if type(item) == "table" and not item.word then
      each_step(item, visit, depth + 1)
    elseif type(item) == "table" then
      if item.word == "parallel" then
        each_step(item.body.branches, visit, depth + 1)
        each_step(item.body, visit, depth + 1)
      elseif item.word == "branch" then
        each_step(item.body.steps, visit, depth + 1)
        each_step(item.body, visit, depth + 1)
      else
        visit(list, i, item)
      end
      if item.word == "parallel" then
        visit(list, i, item)
      end
    end
    i = i + 1
  end
end

--- A copy of lists, steps and their bodies, so that merging changes nothing that is shared.
local function copy_steps(list, depth)
  if depth > DEPTH_MAX or type(list) ~= "table" then
    return list
  end
  local new = {}
  for k, item in pairs(list) do
    if type(item) == "table" and item.word == nil then
      new[k] = copy_steps(item, depth + 1)
    elseif type(item) == "table" and type(item.body) == "table" then
      local step = copy(item)
      step.body = copy(item.body)
      if item.word == "parallel" or item.word == "branch" then
        step.body = copy_steps(item.body, depth + 1)
      end
      new[k] = step
    else
      new[k] = item
    end
  end
  return new
end

local function find(steps, name)
  local found
  each_step(steps, function(list, i, step)
    if step.name == name and not found then
      found = { list = list, index = i, step = step }
    end
  end, 1)
  return found
end

local function change(steps, changes, at, problems)
  for name, body in pairs(changes) do
    local found = type(name) == "string" and find(steps, name)
    if not found then
      problems[#problems + 1] = { kind = "change", name = tostring(name) }
    elseif type(body) ~= "table" then
      problems[#problems + 1] = { kind = "body", name = name }
    elseif body.word and body.name == name then
      found.list[found.index] = body
    else
      local step = found.step
      local on = step.body.on
      step.body = lay(step.body, body)
      if type(body.on) == "table" and body.on ~= none then
        step.body.on = lay(on, body.on)
      end
      step.line, step.base = at.line, at.base
    end
  end
end

local function remove(steps, names, problems)
  for _, name in ipairs(names) do
    local found = find(steps, name)
    if found then
      table.remove(found.list, found.index)
    else
      problems[#problems + 1] = { kind = "remove", name = tostring(name) }
    end
  end
end

local function add(steps, new_steps, problems)
  for _, step in ipairs(new_steps) do
    local after = type(step) == "table" and type(step.body) == "table" and step.body.after
    local found = after and find(steps, after)
    if after and not found then
      problems[#problems + 1] = { kind = "after", name = tostring(after) }
    end
    if after then
      step.body.after = nil
    end
    if found then
      table.insert(found.list, found.index + 1, step)
    else
      steps[#steps + 1] = step
    end
  end
end

local lists = { documents = true, results = true }
local own = { extends = true, steps = true, add = true, remove = true, fields = true }

function helpers.merge(base, over)
  local problems = {}
  local body = copy(base.body)
  for key, value in pairs(over.body) do
    if lists[key] and type(value) == "table" and value ~= none then
      body[key] = lay_list(body[key], value)
    elseif value == none then
      body[key] = nil
    elseif not own[key] then
      body[key] = value
    end
  end
  if type(over.body.fields) == "table" then
    body.fields = lay(body.fields, over.body.fields)
  end
  body.steps = copy_steps(body.steps, 1)
  if type(over.body.remove) == "table" then
    remove(body.steps, over.body.remove, problems)
  end
  if type(over.body.steps) == "table" then
    change(body.steps, over.body.steps, over, problems)
  end
  if type(over.body.add) == "table" then
    add(body.steps, over.body.add, problems)
  end
  return { word = "procedure", line = over.line, base = over.base, body = body }, problems
end
