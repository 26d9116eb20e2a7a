-- SPDX-License-Identifier: EUPL-1.2
-- Một thủ tục của bộ mô phỏng: có đủ mọi loại bước, mọi cách nối, mọi loại đồng hồ.

return procedure {
  code = "9.000001", version = "1", field = "Mô phỏng", name = "Thủ tục có mọi loại bước",
  legal_basis = { "NĐ 118/2025/NĐ-CP" },
  time_limit = working_days(12), cutoff = "15:00",
  fields = {
    way = choice { label = "Đường đi", required = true,
      choices = { "tax", "opinion", "both", "any", "child", "straight" } },
    amount = number { label = "Số tiền" },
    urgent = yesno { label = "Khẩn" },
    place = area { label = "Nơi có việc" },
    birthday = date { label = "Ngày sinh" },
    remark = text { label = "Ghi chú" },
  },
  documents = { doc { id = "to_khai", name = "Tờ khai", required = true },
    doc { id = "kem_theo", name = "Giấy kèm theo" } },
  results = { result { id = "giay", name = "Giấy" } },
  fee = function(d) return vnd(d.urgent and 20000 or 8000) end,

  start = "receive",
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "look_up", missing = "supplement", refuse = "refused" } },
    wait "supplement" { event = "applicant.supplement", clock = "stop", times = 2,
      max = calendar_days(3), on = { arrived = "receive", expired = "refused" } },
    auto "look_up" { call = "population.lookup", retry = { times = 3, backoff = minutes(5) },
      limit = working_hours(8),
      with = function(d) return { channel = d.channel, amount = d.amount or 0,
        urgent = d.urgent, remark = d.remark or "" } end,
      on = { ok = "route", failed = "by_hand" } },
    human "by_hand" { unit = "police", role = "police_officer", limit = working_hours(8),
      on = { known = "route", unknown = "refused" } },
    choose "route" { by = function(d) return d.way end,
      cases = { tax = "tax", opinion = "opinion", both = "both", any = "any", child = "child" },
      otherwise = "sign" },

    handoff "tax" { unit = "tax", role = "tax_officer", sends = { "to_khai" },
      expects = { "thong_bao" }, limit = working_days(2), clock = "stop",
      pause = "financial_duty",
      on = { answered = "pay", returned = "receive", overdue = "pay" } },
    wait "pay" { events = { paid = "applicant.paid", waived = "treasury.paid" }, clock = "stop",
      max = calendar_days(4), on = { paid = "sign", waived = "sign", expired = "refused" } },

    consult "opinion" { units = { { unit = "police" }, { unit = "tax" }, { unit = "justice" } },
      limit = working_days(2), silence = "explain",
      on = { agreed = "sign", opposed = "refused", silent = "sign" } },

    parallel "both" { join = "all", next = "sign",
      branch "one" {
        human "check_one" { unit = "justice", role = "specialist", limit = working_hours(8),
          on = { good = "notice", bad = "done" } },
        auto "notice" { call = "tax.notice", retry = { times = 2, backoff = seconds(30) },
          limit = working_hours(4), on = { ok = "done", failed = "done" } },
      },
      branch "two" {
        allow = function(d) return d.urgent, "không khẩn" end,
        auto "card" { call = "insurance.card", retry = { times = 2, backoff = minutes(1) },
          limit = working_hours(4), on = { ok = "done", failed = "check_two" } },
        human "check_two" { unit = "social_insurance", role = "insurance_officer",
          limit = working_hours(8), on = { good = "done" } },
      },
    },

    parallel "any" { join = "any", next = "sign",
      branch "left" {
        human "look_left" { unit = "construction", role = "specialist", limit = working_hours(8),
          on = { good = "done" } },
      },
      branch "right" {
        wait "sit" { event = "applicant.relative", max = calendar_days(2), clock = "stop",
          on = { arrived = "done", expired = "done" } },
      },
      branch "middle" {
        auto "register" { call = "residence.register", retry = { times = 2, backoff = minutes(2) },
          limit = working_hours(4), on = { ok = "done", failed = "look_middle" } },
        human "look_middle" { unit = "police", role = "police_officer", limit = working_hours(4),
          on = { good = "done" } },
      },
    },

    call "child" { procedure = "9.000002", on = { granted = "sign", refused = "refused" } },

    human "sign" { unit = "committee", role = "leader", limit = working_hours(8),
      makes = { "giay" },
      allow = function(d) return (d.amount or 0) < 900, "số tiền vượt thẩm quyền" end,
      on = { signed = "granted", back = "receive", fail = "refused" } },
    finish "granted" { outcome = "granted", deliver = { "counter", "post", "online" } },
    finish "refused" { outcome = "refused", form = "03", deliver = { "counter" } },
  },
}
