// SPDX-License-Identifier: EUPL-1.2
// The ten main tasks of an officer's day, each by keyboard alone:
//  1 log in              2 find a dossier by name     3 open one from the list
//  4 take it             5 pass it on                 6 ask the citizen to supplement
//  7 tell that it came   8 refuse it with a reason    9 pass many on at once
// 10 hand over a result
// (receiving a dossier by keyboard alone is in receive.test.mjs)
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage, password } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const province = new Province();
const desk = "H14.40.21.01";
let browser, page, address, first;

const at = (...args) => lienthong("-C", province.path("song-hien"), ...args);
const submit = (name) => at("submit", "--unit", desk, "--as", "mai.huong", "--channel", "direct",
  "--applicant", name, "--procedure", "2.000635", "--field", "person_name=A", "--field",
  "event_kind=khai_sinh", "--field", "copies=1", "--paper", "to_khai")
  .match(/H14\.40\.21\.01-\d+-\d+/)[0];

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Goes on with Tab until the control is reached: what cannot be reached so does not exist. */
const tabTo = async (selector) => {
  for (let i = 0; i < 90; i++) {
    await press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
};
/** Presses a button, and waits until the page says what came of it. */
const push = async (selector) => {
  await tabTo(selector);
  await press("Enter");
  await page.waitForSelector(".done");
};
/** To a dossier as somebody with a scanner. */
const scan = async (code) => {
  await press("/");
  await page.keyboard.type(code);
  await press("Enter");
  await page.waitForURL(new RegExp(`/ho-so/${code}`));
};

before(async () => {
  await province.startCoordinator();
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/ho_tich/ban_sao_trich_luc_ho_tich.lua");
  address = await province.startNode("song-hien");
  browser = await openBrowser();
  page = await openPage(browser);
  await firstLogin(page, address, "mai.huong", province.invite("song-hien", "mai.huong"));
  first = submit("Nông Thị Én");
});

after(async () => {
  await browser?.close();
  await province.close();
});

test("1 log in", async () => {
  await tabTo(".who button");
  await press("Enter");
  await page.waitForSelector("#ten");
  await tabTo("#ten");
  await page.keyboard.type("mai.huong");
  await press("Tab");
  await page.keyboard.type(password);
  await press("Enter");
  await page.waitForSelector(".tabs");
});

test("2 find a dossier by name, without accents, as one types", async () => {
  await press("/");
  await page.keyboard.type("nong thi e");
  await page.waitForSelector("#ket-qua tbody tr");
  await press("ArrowDown", "Enter");
  await page.waitForURL(new RegExp(`/ho-so/${first}`));
  await press("l");
  await page.waitForSelector(".tabs");
});

test("3 open one from the list, 4 take it, 5 pass it on", async () => {
  await press("j", "Enter");
  await page.waitForURL(new RegExp(`/ho-so/${first}`));
  await push("form:has([value=nhan]) button");
  assert.match(await page.textContent(".step"), /Người giữ/);
  await push("button[value=complete]");
  assert.match(await page.textContent(".step h2"), /Thẩm tra/);
});

test("6 ask the citizen to supplement, 7 tell that it came", async () => {
  const code = submit("Bế Văn Hai");
  await scan(code);
  await push("button[value=missing]");
  assert.match(await page.textContent(".step h2"), /Chờ công dân bổ sung/);
  await push("button[value='applicant.supplement']");
  assert.match(await page.textContent(".step h2"), /Tiếp nhận/);
});

test("8 refuse it with a reason, which stays when it was forgotten to give one", async () => {
  const code = submit("Lý Thị Ba");
  await scan(code);
  await tabTo("button[value=refuse]");
  await press("Enter");
  await page.waitForSelector("[role=alert]");
  await tabTo("textarea");
  await page.keyboard.type("Không thuộc thẩm quyền");
  await push("button[value=refuse]");
  assert.match(await page.textContent("main"), /Không thuộc thẩm quyền/);
});

test("9 pass many on at once", async () => {
  const codes = [submit("Hà Văn Bốn"), submit("Hà Văn Năm")];
  await page.goto(`${address}/viec?dv=${desk}&ngan=new`);
  const all = await page.locator("tbody th a").allTextContents();
  for (const code of all) {
    await press("j");
    if (codes.includes(code)) await press("x");
  }
  await tabTo("button[value=chuyen]");
  await press("Enter");
  await page.waitForSelector("button[name=kq]");
  await tabTo("button[value=complete]");
  await press("Enter");
  await page.waitForSelector("[role=status].done");
  assert.match(await page.textContent("[role=status]"), /2 \/ 2/);
});

test("10 hand over a result", async () => {
  at("act", first, "pass", "--as", "nong.an", "--unit", "H14.40.21.02");
  at("act", first, "signed", "--as", "phan.chinh", "--unit", "H14.40.21", "--paper", "ban_sao");
  await scan(first);
  await push("button[value=counter]");
  assert.match(await page.textContent(".facts"), /đã trả/);
  await expectGoodPage(page, "dossier-returned");
});
