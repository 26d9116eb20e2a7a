// SPDX-License-Identifier: EUPL-1.2
// The officer's list: its tabs, the columns one-stop staff know, many dossiers at once, the keys, the
// scanner, what waits elsewhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, openDesk } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const province = new Province();
const unit = "H14.40.21.01";
let browser, page, address;

const submit = (name, more = []) =>
  lienthong("-C", province.path("song-hien"), "submit", "--procedure", "2.000815", "--unit", unit,
    "--as", "mai.huong", "--channel", "direct", "--applicant", name, "--id-number",
    "999055000001", "--field", "pages=5", "--field", "copies=2", "--paper", "ban_chinh", ...more)
    .match(/H14\.40\.21\.01-\d+-\d+/)[0];

const counts = async () => Object.fromEntries((await page.textContent(".tabs"))
  .match(/[^()]+\(\d+\)/g).map((tab) => tab.match(/(.*) \((\d+)\)/).slice(1)));
const open = (tab) => page.goto(`${address}/viec?dv=${unit}&ngan=${tab}`);
const codes = async () => (await page.locator("tbody th a").allTextContents());

before(async () => {
  ({ address, browser, page } = await openDesk(province));
});

after(async () => {
  await browser?.close();
  await province.close();
});

test("the columns, and their order, are those one-stop staff know", async () => {
  submit("Nông Thị Én");
  await open("all");
  assert.deepEqual(await page.locator("thead th").allTextContents(), ["Chọn", "STT", "Mã hồ sơ",
    "Đơn vị giải quyết", "Nội dung", "Chủ hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Quá hạn"]);
  const line = await page.locator("tbody tr").first().allInnerTexts();
  assert.match(line[0], /UBND phường Sông Hiến|Tư pháp/);
  assert.match(line[0], /03\/06\/2024/);
});

test("many are taken, then passed on, with one word for all; each is answered by itself", async () => {
  const one = submit("Lương Văn Hai"), two = submit("Hứa Thị Ba");
  await open("new");
  for (const code of [one, two]) await page.check(`input[value^='${code}/']`);
  await page.click("button[value=nhan]");
  await page.waitForSelector("p.done");
  assert.match(await page.textContent("p.done"), /2 \/ 2/);
  await expectGoodPage(page, "many-taken");
  assert.equal((await open("held")).status(), 200);
  assert.deepEqual(new Set(await codes()), new Set([one, two]));
  for (const code of [one, two]) await page.check(`input[value^='${code}/']`);
  await page.click("button[value=chuyen]");
  await page.waitForSelector("button[name=kq]");
  await expectGoodPage(page, "many-outcome");
  // while the page stands open, one of them moves on by another hand
  lienthong("-C", province.path("song-hien"), "act", two, "--step", "receive",
    "complete", "--unit", unit, "--as", "mai.huong");
  await page.click("button[value=complete]");
  await page.waitForSelector("[role=status]");
  assert.equal(await page.locator("tbody tr").count(), 1); // what is open no more is left out
  assert.match(await page.textContent("[role=status]"), /1 \/ 1/);
  await open("held");
  assert.deepEqual(await codes(), []);
});

test("a refusal of one does not stop the others, and speaks the language of the page", async () => {
  const one = submit("Lý Văn Bốn"), two = submit("Lý Văn Năm");
  await open("new");
  for (const code of [one, two]) await page.check(`input[value^='${code}/']`);
  await page.click("button[value=chuyen]");
  await page.click("button[value=refuse]");
  await page.waitForSelector("[role=status].problem");
  const said = await page.textContent("main");
  assert.match(said, /phải ghi rõ lý do vào ô ghi chú/);
  assert.doesNotMatch(said, /--[a-z]/);
  await expectGoodPage(page, "many-refused");
});

test("nothing ticked, or something forged, is told and changes nothing", async () => {
  await open("new");
  await page.click("button[value=nhan]");
  assert.match(await page.textContent(".problem"), /đánh dấu/);
  await open("new");
  const _ma = await page.getAttribute("input[name=_ma]", "value");
  const answer = await page.request.post(`${address}/viec/nhieu`,
    { form: { _ma, dv: unit, viec: "nhan", chon: "H14.99-240603-000001/1" } });
  assert.equal(answer.status(), 400);
});

test("keys: through the list, a tick, open, back; the help says which", async () => {
  await open("all");
  const all = await codes();
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("k");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), all[0]);
  await page.keyboard.press("x");
  assert.ok(await page.locator("tbody input").first().isChecked());
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog").isVisible());
  await expectGoodPage(page, "keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`/ho-so/${all[0]}`));
  await page.keyboard.press("l");
  await page.waitForSelector(".tabs");
});

test("a scanner opens its dossier wherever the focus is, also from a receipt's QR", async () => {
  const code = submit("Bế Văn Sáu");
  await open("all");
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`/ho-so/${code}`));
  await page.goto(`${address}/tim?q=${encodeURIComponent(`https://tra.cuu/h/${code}?k=1A2B`)}`);
  assert.match(page.url(), new RegExp(`/ho-so/${code}`));
  await page.goto(`${address}/tim?q=${code.slice(0, -2).toLowerCase()}`); // a part of a code
  assert.ok((await codes()).includes(code));
});
