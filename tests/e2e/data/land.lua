-- SPDX-License-Identifier: EUPL-1.2
-- Một thủ tục có đủ các loại bước còn lại: tự động, lấy ý kiến, song song, thuế liên thông.

return procedure {
  code = "9.000002", version = "2025.1", field = "Đất đai",
  name = "Xác nhận nguồn gốc đất",
  legal_basis = { "Luật Đất đai 2024" },
  receive_at = { "commune" }, time_limit = working_days(10),
  fields = { parcel = text { label = "Thửa đất", required = true } },
  documents = { doc { id = "don", name = "Đơn", required = true } },
  results = { result { id = "van_ban", name = "Văn bản xác nhận" } },
  fee = vnd(0),
  start = "lookup",
  steps = {
    auto "lookup" { title = "Tra cứu dân cư", call = "population.lookup",
      with = function(d)
        return { parcel = d.parcel }
      end,
      on = { ok = "both", failed = "both" } },
    parallel "both" { title = "Làm cùng lúc", join = "all", on = { joined = "ask" },
      branches = {
        branch "tax" {
          handoff "duty" { title = "Thuế xác định", unit = "tax", role = "tax_officer",
            sends = { "don" }, expects = { "thong_bao" }, limit = working_days(3),
            on = { answered = "done", returned = "done", overdue = "done" } },
        },
        branch "site" {
          human "survey" { title = "Xem đất", unit = "justice", level = "commune",
            role = "specialist", limit = working_hours(16),
            makes = { "van_ban" }, on = { pass = "done" } },
        },
      } },
    consult "ask" { title = "Lấy ý kiến", units = { { unit = "justice", level = "commune" },
        { unit = "tax" } }, limit = working_days(2), silence = "consent",
      on = { agreed = "granted", opposed = "refused", silent = "granted" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
