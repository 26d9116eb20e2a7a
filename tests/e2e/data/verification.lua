-- SPDX-License-Identifier: EUPL-1.2
-- Xác minh theo yêu cầu của tỉnh khác: nhận hồ sơ chuyển đến, tra sổ, trả lời.

return procedure {
  code = "9.000200", version = "2025.1", field = "Hộ tịch",
  name = "Xác minh tình trạng hôn nhân theo yêu cầu của tỉnh khác",
  legal_basis = { "Luật Hộ tịch 2014" },
  receive_at = { "commune" }, time_limit = working_days(5),
  fields = { purpose = text { label = "Mục đích" } },
  documents = { doc { id = "to_khai", name = "Tờ khai" } },
  results = { result { id = "phieu", name = "Phiếu xác minh" } },
  fee = vnd(0),
  start = "check",
  steps = {
    human "check" { title = "Tra sổ hộ tịch", unit = "justice", level = "commune",
      role = "specialist", limit = working_days(2), makes = { "phieu" },
      on = { found = "granted", nothing = "refused", missing = "supplement" } },
    wait "supplement" { title = "Chờ bổ sung", event = "applicant.supplement", clock = "stop",
      times = 3, max = calendar_days(30), on = { arrived = "check", expired = "refused" } },
    finish "granted" { outcome = "granted", deliver = { "online" } },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
