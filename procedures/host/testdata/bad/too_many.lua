-- quá nhiều giấy tờ
local papers = {}
for i = 1, 1000 do
  papers[i] = doc { id = "giay_" .. i, name = "Giấy tờ" }
end
return procedure {
  code = "1.000001", version = "2025.1", field = "Mẫu", name = "Thủ tục mẫu",
  legal_basis = { "Luật" }, time_limit = untimed, fee = vnd(0),
  start = "receive",
  documents = papers, --> E28:3
  steps = {
    human "receive" { unit = "one_stop", level = "commune", role = "receiver", limit = working_hours(4),
      on = { complete = "granted", refuse = "refused" } },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
