-- dấu hai chấm thay cho dấu bằng
return procedure {
  steps = {
    human "receive" { on = { complete: "granted" } }, --> E00:5
  },
}
