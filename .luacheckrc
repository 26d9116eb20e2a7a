-- Words of procedures, directories and calendars: what a file may use without declaring it.
-- They are made in procedures/lua and procedures/host; whatever is not listed here is a mistake.
std = "none"
max_line_length = 100
exclude_files = { "**/testdata/**" } -- samples for tests, many of them bad on purpose
read_globals = {
  -- Lua's own that the sandbox keeps
  "assert", "error", "ipairs", "pairs", "select", "tonumber", "tostring", "type",
  math = { fields = { "abs", "ceil", "floor", "max", "maxinteger", "min", "mininteger",
                      "tointeger" } },
  string = { fields = { "contains", "ends_with", "len", "split", "starts_with", "sub", "trim" } },
  table = { fields = { "concat", "insert", "remove", "unpack" } },
  -- procedures
  "procedure", "override", "doc", "result", "none", "vnd", "standard_chain",
  "human", "auto", "handoff", "consult", "parallel", "branch", "wait", "choose", "call", "finish",
  "text", "number", "yesno", "date", "choice", "area",
  "working_days", "working_hours", "calendar_days", "months", "minutes", "seconds", "same_day",
  "untimed",
  -- directories and calendars
  "directory", "level", "role", "unit", "officer", "node",
  "calendar", "office", "day_off", "make_up", "receives",
}
