-- SPDX-License-Identifier: EUPL-1.2
-- Một lần nộp, ba thủ tục: khai sinh, rồi thường trú và thẻ bảo hiểm cùng lúc
return procedure {
  code = "9.000120", version = "1", field = "Thử", legal_basis = { "Thử" },
  name = "Một lần nộp, ba thủ tục", receive_at = { "commune" },
  time_limit = working_days(5), fee = vnd(8000), start = "receive",
  fields = {
    ten_tre = text { label = "Tên trẻ", required = true },
    so_dinh_danh = text { label = "Số định danh" },
    ho_ngheo = yesno { label = "Hộ nghèo" },
    xin_the = yesno { label = "Xin cấp thẻ" },
  },
  documents = { doc { id = "giay_chung_sinh", name = "Giấy chứng sinh", required = true } },
  results = {
    result { id = "khai_sinh", name = "Giấy khai sinh" },
    result { id = "thong_bao_cu_tru", name = "Thông báo cư trú" },
    result { id = "the_bhyt", name = "Thẻ bảo hiểm y tế" },
  },
  steps = {
    human "receive" { unit = "one_stop", role = "receiver", limit = working_hours(4),
      on = { complete = "birth", refuse = "refused" } },
    call "birth" { title = "Đăng ký khai sinh", procedure = "9.000121", limit = working_days(1),
      with = { ho_ten = "ten_tre" }, sends = { chung_sinh = "giay_chung_sinh" },
      gives = { gks = "khai_sinh" },
      on = { granted = "both", refused = "refused" } },
    parallel "both" { join = "all", next = "hand",
      branch "cu_tru" {
        call "residence" { title = "Đăng ký thường trú", procedure = "9.000122",
          limit = working_days(2), with = { ho_ten = "ten_tre" },
          sends = { giay_khai_sinh = "khai_sinh" }, gives = { tb = "thong_bao_cu_tru" },
          on = { granted = "done", refused = "done" } } },
      branch "bao_hiem" {
        allow = function(d) return d.xin_the, "không xin cấp thẻ" end,
        call "card" { title = "Cấp thẻ bảo hiểm y tế", procedure = "9.000123",
          limit = working_days(2), with = { ho_ten = "ten_tre", mien = "ho_ngheo" },
          sends = { giay_khai_sinh = "khai_sinh" }, gives = { the = "the_bhyt" },
          on = { granted = "done", refused = "done" } } },
    },
    human "hand" { unit = "one_stop", role = "receiver", limit = working_hours(2),
      allow = function(d) return d.papers.thong_bao_cu_tru, "chưa có thông báo cư trú" end,
      on = { done = "granted", partly = "partly" } },
    finish "granted" { outcome = "granted", deliver = { "counter" } },
    finish "partly" { outcome = "partly", deliver = { "counter" } },
    finish "refused" { outcome = "refused", form = "03", deliver = { "counter" } },
  },
}
