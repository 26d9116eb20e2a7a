// SPDX-License-Identifier: EUPL-1.2
// Standing in: named for dates, does the other's work and no more, the dossier says for whom; never
// signs what they prepared themselves. And who looked at what.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province, until } from "./province.mjs";

const province = new Province();
const justice = "H14.40.21.02", committee = "H14.40.21";
let browser, address, huong, an, chinh, binh;

const at = (...args) => lienthong("-C", province.path("song-hien"), ...args);
const submit = (name) =>
  at("submit", "--procedure", "2.000815", "--unit", "H14.40.21.01", "--as", "mai.huong", "--channel",
    "direct", "--applicant", name, "--field", "pages=5", "--field", "copies=2", "--paper",
    "ban_chinh").match(/H14\.40\.21\.01-\d+-\d+/)[0];
const received = (name) => {
  const code = submit(name);
  at("act", code, "complete", "--as", "mai.huong", "--unit", "H14.40.21.01");
  return code;
};
const login = async (officer) => {
  const page = await openPage(browser);
  await firstLogin(page, address, officer, province.invite("song-hien", officer));
  return page;
};
/** Fills in and sends the form. @param away, stands officers' ids */
const name = async (page, unit, away, stands, from, to, note) => {
  await page.goto(`${address}/lam-thay?dv=${unit}`);
  if (away) await page.selectOption("#vang", away);
  await page.selectOption("#thay", stands);
  await page.fill("#tu", from);
  await page.fill("#den", to);
  await page.fill("#ghi", note);
  await page.click("form.narrow button");
  await page.waitForSelector(".done, .problem");
};

before(async () => {
  await province.startCoordinator();
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua",
    "procedures/national/cu_tru/xac_nhan_dien_tich_nha_o.lua");
  address = await province.startNode("song-hien");
  browser = await openBrowser();
  huong = await login("mai.huong");
  an = await login("nong.an");
  chinh = await login("phan.chinh");
});

after(async () => {
  await browser?.close();
  await province.close();
});

test("who has no desk at a unit sees none of its work, and may do none of it", async () => {
  await huong.goto(`${address}/viec`);
  assert.doesNotMatch(await huong.textContent(".units"), /Tư pháp/);
  const code = received("Nông Thị Tư");
  await huong.goto(`${address}/ho-so/${code}`);
  assert.equal(await huong.$("button[value=match]"), null);
});

test("another unit's dossier by guessed number: told what to do, noted, not found either", async () => {
  const code = received("Lục Thị Chín");
  const land = await login("hoang.long"); // land office: this procedure never comes there
  for (const path of [`/ho-so/${code}`, `/phieu?ma=${code}&so=01`, `/ho-so/${code}/giay/ban_chinh`,
    `/tim?q=${code}`]) {
    assert.equal((await land.goto(`${address}${path}`)).status(), 403, path);
    const told = await land.textContent("main");
    assert.match(told, /hỏi đơn vị đang giữ hồ sơ hoặc thủ trưởng/);
    assert.doesNotMatch(told, /Lục|Thị Chín/, path);
  }
  await expectGoodPage(land, "dossier-of-others");
  const _ma = await land.getAttribute("input[name=_ma]", "value");
  const forged = await land.request.post(`${address}/ho-so/${code}/lam`, { form: { _ma,
    dv: "H14.40.21.02", viec: "xong", buoc: "2", kq: "match" } });
  assert.ok([403, 422].includes(forged.status()), forged.status());
  assert.doesNotMatch(await forged.text(), /Lục Thị Chín/);
  await land.goto(`${address}/tim?q=luc thi chin`);
  assert.equal(await land.locator("tbody tr").count(), 0);
  await huong.goto(`${address}/tim?q=luc thi chin`);
  assert.equal(await huong.locator("tbody tr").count(), 1); // she received it
  await chinh.goto(`${address}/ho-so/${code}`); // and the chairman is above both
  assert.match(await chinh.textContent("main"), /Lục Thị Chín/);
  await chinh.goto(`${address}/da-xem?q=${code}`);
  assert.match((await chinh.locator("tbody tr").allTextContents()).join("\n"),
    /hoang\.long.*bị từ chối/);
  assert.match(province.log("song-hien"), /web_refused status=403/);
  assert.match(at("show", code), /Bước|BƯỚC/); // nothing of it was lost
  await land.context().close();
});

test("dates, and whose desk it is, are checked; what was typed stays", async () => {
  await name(an, justice, "nong.an", "mai.huong", "2024-06-05", "2024-06-04", "QĐ 12");
  assert.match(await an.textContent(".problem"), /đến ngày phải sau/);
  assert.equal(await an.inputValue("#ghi"), "QĐ 12");
  assert.equal(await an.inputValue("#thay"), "mai.huong");
  await expectGoodPage(an, "deputy-refused");
  await name(an, justice, "nong.an", "nong.an", "2024-06-03", "2024-06-05", "QĐ 12");
  assert.match(await an.textContent(".problem"), /người khác/);
  const _ma = await huong.getAttribute("input[name=_ma]", "value");
  const forged = await huong.request.post(`${address}/lam-thay`, { form: { _ma, dv: "H14.40.21.01",
    vang: "phan.chinh", thay: "mai.huong", tu: "2024-06-03", den: "2024-06-30", ghi: "tự cử" } });
  assert.equal(forged.status(), 422); // of a desk that is not hers to give away
});

test("named, they have the other's desk; the act is theirs, and says for whom", async () => {
  await name(an, justice, "nong.an", "mai.huong", "2024-06-03", "2024-06-05", "QĐ 12/QĐ-UBND");
  await an.waitForSelector(".done");
  assert.match(await an.textContent("tbody"), /Nông Văn An.*Mai Thị Hương.*05\/06\/2024/s);
  await expectGoodPage(an, "deputies");
  const code = received("Hoàng Văn Năm");
  await until("the desk of who is away", async () => {
    await huong.goto(`${address}/viec?dv=${justice}`);
    return (await huong.textContent(".units")).includes("Tư pháp");
  });
  await huong.click(`text=${code}`);
  assert.match(await huong.textContent(".step"), /Làm thay Nông Văn An/);
  await expectGoodPage(huong, "dossier-standing-in");
  await huong.click("button:has-text('Nhận việc này')");
  await huong.waitForSelector(".done");
  await huong.click("button[value=match]");
  await huong.waitForSelector(".done");
  assert.match(await huong.textContent("main"), /Mai Thị Hương \(thay Nông Văn An\)/);
});

test("who prepared does not sign, not in another's name either; somebody else may", async () => {
  const sign = (officer) => at("act", code, "signed", "--as", officer, "--unit", committee);
  const code = at("submit", "--procedure", "1.013314", "--unit", "H14.40.21.01", "--as", "mai.huong",
    "--channel", "direct", "--applicant", "Lý Thị Sáu", "--paper", "mau_02")
    .match(/H14\.40\.21\.01-\d+-\d+/)[0];
  at("act", code, "complete", "--as", "mai.huong", "--unit", "H14.40.21.01");
  at("act", code, "pass", "--as", "hoang.long", "--unit", "H14.40.21.03");
  assert.throws(() => sign("hoang.long"), /vai trò/);
  await name(chinh, committee, "phan.chinh", "hoang.long", "2024-06-03", "2024-06-03", "đi họp");
  await chinh.waitForSelector(".done");
  assert.throws(() => sign("hoang.long"), /không ký thay/);
  await name(chinh, committee, "phan.chinh", "dam.nhung", "2024-06-03", "2024-06-03", "đi họp");
  await chinh.waitForSelector(".done");
  sign("dam.nhung");
  assert.match(at("show", code), /Đàm Hồng Nhung \(thay Phan Công Chính\)/);
});

test("ended early, it is over at once; what was done stays", async () => {
  await an.goto(`${address}/lam-thay?dv=${justice}`);
  await an.click("button:has-text('Cho thôi')");
  await an.waitForSelector(".done");
  assert.match(await an.textContent("main"), /Không ai đang hoặc sắp làm thay/);
  const code = received("Vi Văn Bảy");
  await until("no desk", async () => {
    await huong.goto(`${address}/ho-so/${code}`);
    return !(await huong.$("button[value=match]"));
  });
  const told = lienthong("-C", province.path("coordinator"), "verify");
  assert.match(told, /7\. đạt +\d+ lần kiểm, 0 sai/); // no step by who may not
});

test("letters on the way to a search are not recorded; the search, and who looked, are", async () => {
  const looks = async (text) => {
    await chinh.goto(`${address}/da-xem?q=${encodeURIComponent(text)}`);
    return chinh.locator("tbody tr").allTextContents();
  };
  const searches = async () => (await looks("")).filter((line) => /tìm: /.test(line)).length;
  const before = await searches();
  await huong.goto(`${address}/viec`);
  await huong.locator("#q").pressSequentially("nong thi", { delay: 60 });
  await huong.waitForSelector("#ket-qua tbody tr");
  assert.equal(await searches(), before);
  await huong.keyboard.press("Enter");
  await huong.waitForURL(/\/tim\?q=/);
  assert.equal(await searches(), before + 1);
  await huong.click("#ket-qua tbody a");
  await huong.waitForSelector(".facts");
  assert.match((await looks("Nông Thị Tư")).join(), /mai\.huong.*xem/);
  await expectGoodPage(chinh, "who-looked");
  assert.equal((await huong.goto(`${address}/da-xem?q=`)).status(), 403);
});

test("in English too", async () => {
  await chinh.goto(`${address}/lam-thay?dv=${committee}`);
  await chinh.click("text=English");
  await chinh.waitForSelector("h1:has-text('Standing in')");
  assert.match(chinh.url(), /dv=H14\.40\.21/); // the language keeps the place
  await expectGoodPage(chinh, "deputies-english");
  await chinh.goto(`${address}/da-xem?q=`);
  await expectGoodPage(chinh, "who-looked-english");
});
