// SPDX-License-Identifier: EUPL-1.2
// Receiving at the one-stop desk, by keyboard alone: the procedure, its form, what is missing, the
// receipt.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, openDesk } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const province = new Province();
const unit = "H14.40.21.01";
let browser, page, address, code;

before(async () => {
  ({ address, browser, page } = await openDesk(province,
    "procedures/national/bao_tro_xa_hoi/cap_giay_phep_hoat_dong_doi_voi_co_so_tro_giup_xa.lua"));
});

after(async () => {
  await browser?.close();
  await province.close();
});

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Goes on with Tab until the control is reached: what cannot be reached so does not exist. */
const tabTo = async (selector) => {
  for (let i = 0; i < 80; i++) {
    await press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
};

const dossiers = () => lienthong("-C", province.path("song-hien"), "list", "--unit", unit)
  .match(/H14\.40\.21\.01-\d{6}-\d{6}/g)?.length ?? 0;

test("the procedure is found by a part of its name, without accents", async () => {
  await tabTo("nav a[href='/tiep-nhan']");
  await press("Enter");
  await page.waitForSelector("#q");
  await expectGoodPage(page, "receive-choose");
  await press("/");
  await page.keyboard.type("chung thuc ban sao");
  await press("Enter");
  await page.waitForURL(/q=chung/);
  assert.equal(await page.locator("tbody tr").count(), 1);
  await tabTo("tbody a");
  await press("Enter");
  await page.waitForSelector("form.intake");
});

test("all that is missing is listed at once, and what was typed stands there again", async () => {
  await expectGoodPage(page, "receive-form");
  await tabTo("#o-ten");
  await page.keyboard.type('Lý <i>Thị</i> "Bưởi" & con');
  await tabTo("[id='o-t.pages']");
  await page.keyboard.type("năm");
  await press("Enter");
  await page.waitForSelector(".problem li");
  assert.equal(await page.locator(".problem li").count(), 3); // pages, copies, the original
  assert.equal(await page.inputValue("#o-ten"), 'Lý <i>Thị</i> "Bưởi" & con');
  assert.equal(await page.inputValue("[id='o-t.pages']"), "năm");
  await expectGoodPage(page, "receive-flaws");
  await tabTo(".problem a");
  await press("Enter"); // a flaw leads to its field
  assert.equal(await page.evaluate(() => document.activeElement.id), "o-t.pages");
  assert.equal(dossiers(), 0);
});

test("fee and date are told before anything is received", async () => {
  await page.fill("[id='o-t.pages']", "5");
  await tabTo("[id='o-t.copies']");
  await page.keyboard.type("2");
  await tabTo("[id='o-g.ban_chinh']");
  await press("Space");
  await press("Tab", "ArrowDown"); // the original, not a copy
  await tabTo("button[value=xem]");
  await press("Enter");
  await page.waitForSelector(".done");
  assert.match(await page.textContent(".done"), /14\.000 đ/);
  assert.match(await page.textContent(".done"), /17:00 03\/06\/2024/);
  assert.equal(await page.locator(".problem").count(), 0);
  await expectGoodPage(page, "receive-preview");
  assert.equal(dossiers(), 0);
});

test("received once, however often the form is sent", async () => {
  const form = await page.evaluate(() =>
    Object.fromEntries(new FormData(document.querySelector("form.intake"))));
  await tabTo("button[value=gui]");
  await press("Enter");
  await page.waitForURL(/\/da-nhan\//);
  code = (await page.textContent(".code")).trim();
  assert.match(code, /^H14\.40\.21\.01-240603-\d{6}$/);
  await expectGoodPage(page, "received");
  const again = await Promise.all([1, 2, 3].map(() => page.request.post(
    `${address}/tiep-nhan/2.000815`, { form: { ...form, lam: "gui" }, maxRedirects: 0 })));
  for (const answer of again) assert.equal(answer.headers().location, `/da-nhan/${code}`);
  assert.equal(dossiers(), 1);
  form.lan = "5".repeat(32);
  const two = await Promise.all([1, 2].map(() => page.request.post(
    `${address}/tiep-nhan/2.000815`, { form: { ...form, lam: "gui" }, maxRedirects: 0 })));
  assert.equal(two[0].headers().location, two[1].headers().location); // both at the same time
  assert.equal(dossiers(), 2);
});

test("the receipt is printed from what was recorded", async () => {
  await tabTo("a[href^='/phieu']");
  await press("Enter");
  await page.waitForSelector(".number");
  const text = await page.textContent("body");
  assert.match(text, /GIẤY TIẾP NHẬN/);
  assert.ok(text.includes(code) && text.includes('Lý <i>Thị</i> "Bưởi" & con'));
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".number"))
    .textAlign), "right"); // its style sheet is there
  await expectGoodPage(page, "receipt");
  const none = await page.goto(`${address}/phieu?ma=${code}&so=05`);
  assert.equal(none.status(), 400);
});

test("in English too, and with every kind of field", async () => {
  await page.goto(`${address}/tiep-nhan`);
  await page.click("text=English");
  await page.waitForSelector("h1:has-text('Receive')");
  await expectGoodPage(page, "receive-choose-english");
  await page.goto(`${address}/tiep-nhan/2.000815?dv=${unit}`);
  await page.click("button[value=gui]");
  await page.waitForSelector(".problem");
  await expectGoodPage(page, "receive-flaws-english");
  await page.goto(`${address}/da-nhan/${code}`);
  await expectGoodPage(page, "received-english");
});

test("another unit, an unknown procedure and a stranger's form are refused", async () => {
  assert.equal((await page.goto(`${address}/tiep-nhan/9.999999?dv=${unit}`)).status(), 404);
  await page.goto(`${address}/tiep-nhan/2.000815?dv=${unit}`);
  const _ma = await page.getAttribute("input[name=_ma]", "value");
  const other = await page.request.post(`${address}/tiep-nhan/2.000815`, { form: { _ma, dv: "H14.40",
    lam: "gui", lan: "6".repeat(32), ten: "A", "t.pages": "1", "t.copies": "1", "g.ban_chinh": "1" } });
  assert.equal(other.status(), 403);
  const answer = await page.request.post(`${address}/tiep-nhan/2.000815`, { form: { _ma, dv: unit,
    lam: "gui", lan: "../../x", ten: "A", "t.pages": "1", "t.copies": "1", "g.ban_chinh": "1" } });
  assert.match(await answer.text(), /class="problem"/);
  assert.equal(dossiers(), 2);
});
