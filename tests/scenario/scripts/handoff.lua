-- SPDX-License-Identifier: EUPL-1.2
-- Thử bước handoff: trả lời, trả lại, quá hạn, đích theo thông tin
return procedure {
  code = "9.000103", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Thử bước handoff: trả lời, trả lại, quá hạn, đích theo thông tin",
  time_limit = working_days(5), fee = vnd(0), start = "verify",
  fields = { previous = area { label = "Nơi ở cũ" } },
  documents = { doc { id = "don", name = "Đơn" } },
  steps = {
    handoff "verify" { unit = "justice", level = "commune", at = "previous",
      sends = { "don" }, expects = { "xac_minh" }, limit = working_days(2),
      clock = "stop", pause = "verification",
      on = { answered = "decide", unclear = "decide", returned = "decide", overdue = "remind" } },
    -- Không khai báo overdue: quá hạn vẫn mở, ghi trễ cho nơi giữ.
    handoff "remind" { unit = "justice", level = "commune", at = "previous",
      limit = working_days(1), on = { answered = "decide", returned = "decide" } },
    human "decide" { unit = "one_stop", role = "receiver", limit = working_days(1),
      on = { done = "granted" } },
    finish "granted" { outcome = "granted" },
  },
}
