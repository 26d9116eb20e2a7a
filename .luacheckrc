-- SPDX-License-Identifier: EUPL-1.2
-- What files under procedures/ may use: the sandbox's words and nothing of Lua's own beyond them. The
-- same lists as procedures/host/testdata/globals_*.txt, which a test compares with the sandbox.
std = "none"
max_line_length = 100
codes = true

local base = {
  "assert", "error", "ipairs", "pairs", "select", "tonumber", "tostring", "type",
  math = { fields = { "abs", "ceil", "floor", "max", "maxinteger", "min", "mininteger",
    "tointeger" } },
  string = { fields = { "contains", "ends_with", "len", "split", "starts_with", "sub", "trim" } },
  table = { fields = { "concat", "insert", "remove", "sort", "unpack" } },
}

local words = {
  -- procedures
  "procedure", "override", "none", "human", "auto", "handoff", "consult", "parallel", "branch",
  "wait", "choose", "call", "finish", "standard_chain", "doc", "result", "text", "number", "yesno",
  "date", "area", "choice", "working_days", "calendar_days", "working_hours", "months", "minutes",
  "seconds", "same_day", "untimed", "vnd",
  -- the same in Vietnamese
  "thu_tuc", "sua_doi", "can_bo", "tu_dong", "chuyen", "lay_y_kien", "song_song", "nhanh", "cho",
  "re_nhanh", "goi", "ket_thuc", "chuoi_chuan", "giay_to", "ket_qua", "chuoi", "so", "co_khong",
  "ngay_thang", "dia_ban", "lua_chon", "ngay_lam_viec", "gio_lam_viec", "ngay", "thang", "phut",
  "giay", "trong_ngay", "khong_tinh_gio", "khong_co", "dong",
  -- directories and calendars
  "directory", "level", "role", "unit", "officer", "node", "calendar", "office", "receives",
  "day_off", "make_up",
}
for _, word in ipairs(words) do
  base[#base + 1] = word
end
read_globals = base

-- tests of procedures: docs/tests.md
files["procedures/**/*_test.lua"] = { read_globals = { "test", "use" } }
files["procedures/host/testdata"] = { max_line_length = false }
-- wrong on purpose
exclude_files = { "procedures/host/testdata/bad" }
