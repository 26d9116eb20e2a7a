-- người trình cũng là người ký
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  steps = {
    human "receive" { unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "sign", missing = "supplement", refuse = "refused" } },
    wait "supplement" { event = "applicant.supplement", clock = "stop", times = 1,
      max = calendar_days(30), on = { arrived = "receive", expired = "refused" } },
    human "sign" { unit = "committee", level = "commune", role = "leader",
      limit = working_hours(4), on = { prepared = "which" } },
    choose "which" { by = function(d) return d.channel end, cases = { online = "issue" },
      otherwise = "issue" },
    human "issue" { unit = "committee", level = "commune", role = "leader", sign = 1, --> E23:77
      limit = working_hours(4), on = { signed = "granted" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
