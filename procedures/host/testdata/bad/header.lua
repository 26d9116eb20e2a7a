-- đầu mục thiếu và chưa ghi
return procedure { --> E02:8 E02:8 E02:8 E02:8 E02:8 E02:8 E02:8 E02:8
  steps = {
    human "receive" { unit = "one_stop", limit = working_hours(4),
      on = { complete = "granted", refuse = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused" }, --> W35:24
  },
}
