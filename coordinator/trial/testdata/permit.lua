-- SPDX-License-Identifier: EUPL-1.2
-- Giấy phép mẫu để thử các từ của kịch bản: đủ loại bước mà kịch bản nói tới.
return procedure {
  code = "9.000042", version = "1", field = "Thử", name = "Giấy phép mẫu",
  legal_basis = { "Luật mẫu" }, receive_at = { "commune" }, time_limit = working_days(5),
  fields = {
    area = number { label = "Diện tích", required = true },
    checked = yesno "Đã đối chiếu",
  },
  documents = { doc { id = "to_khai", name = "Tờ khai", required = true } },
  results = { result { id = "giay_phep", name = "Giấy phép" } },
  fee = function(d) return vnd(d.area > 100 and 75000 or 50000) end,
  start = "receive",
  steps = {
    human "receive" { unit = "one_stop", level = "commune", role = "receiver",
      limit = working_hours(8),
      on = { complete = "appraise", missing = "supplement", refuse = "refused" } },
    wait "supplement" { event = "applicant.supplement", clock = "stop", pause = "supplement",
      times = 1, max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    human "appraise" { unit = "justice", level = "commune", role = "specialist",
      limit = working_hours(16), makes = { "giay_phep" },
      allow = function(d) return d.checked or d.area > 1000, "chưa đối chiếu" end,
      on = { pass = "ask", fail = "refused" } },
    consult "ask" { units = { { unit = "police", level = "commune" } }, limit = working_hours(8),
      silence = "consent", on = { agreed = "lookup", opposed = "refused" } },
    auto "lookup" { call = "population.lookup", limit = working_hours(1),
      on = { ok = "granted", failed = "refused" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
