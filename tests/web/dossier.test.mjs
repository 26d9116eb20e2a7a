// SPDX-License-Identifier: EUPL-1.2
// A dossier's page: where its date comes from, what may be done now and where each act leads; what
// was typed stands there again when an act is refused.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const province = new Province();
const desk = "H14.40.21.01";
let browser, address, page, head, code;

const at = (...args) => lienthong("-C", province.path("song-hien"), ...args);
const submit = (name, ...more) =>
  at("submit", "--unit", desk, "--as", "mai.huong", "--channel", "direct", "--applicant", name, ...more)
    .match(/H14\.40\.21\.01-\d+-\d+/)[0];
const open = (who, which = code) => who.goto(`${address}/ho-so/${which}`);
const tab = async (name) => {
  await page.goto(`${address}/viec?dv=${desk}&ngan=${name}`);
  return page.locator("tbody th a").allTextContents();
};

before(async () => {
  await province.startCoordinator();
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua",
    "procedures/national/ho_tich/ban_sao_trich_luc_ho_tich.lua");
  address = await province.startNode("song-hien");
  browser = await openBrowser();
  page = await openPage(browser);
  head = await openPage(browser);
  await firstLogin(page, address, "mai.huong", province.invite("song-hien", "mai.huong"));
  await firstLogin(head, address, "nong.an", province.invite("song-hien", "nong.an"));
});

after(async () => {
  await browser?.close();
  await province.close();
});

test("what was typed stands there again when an act is refused, on the same page", async () => {
  code = submit("Nông Thị Én", "--procedure", "2.000815", "--field", "pages=5", "--field", "copies=2",
    "--paper", "ban_chinh");
  at("act", code, "complete", "--as", "mai.huong", "--unit", desk);
  await open(head);
  await head.click("summary:has-text('Gia hạn')");
  const form = head.locator("form", { has: head.locator("button:has-text('Gia hạn')") });
  await form.locator("[name=kq]").fill("3");
  await form.locator("[name=vb]").fill("QĐ 5/QĐ-UBND");
  await form.locator("[name=ghi]").fill("hồ sơ phức tạp <b>");
  await form.locator("button").click();
  await head.waitForSelector(".problem[role=alert]");
  assert.doesNotMatch(await head.textContent(".problem[role=alert]"), /--/);
  assert.equal(await form.locator("[name=vb]").inputValue(), "QĐ 5/QĐ-UBND");
  assert.equal(await form.locator("[name=ghi]").inputValue(), "hồ sơ phức tạp <b>");
  assert.ok(await form.locator("[name=vb]").isVisible()); // unfolded
  await expectGoodPage(head, "dossier-refused");
});

test("the ledger tells line by line how the date came about", async () => {
  await open(head);
  await head.click(".ledger summary");
  const told = await head.textContent(".ledger");
  assert.match(told, /tiếp nhận/i);
  assert.match(told, /Thời hạn .* = đã dùng .* \+ còn lại/);
  await expectGoodPage(head, "dossier-ledger");
});

test("where it is stands on the picture of its procedure, and in a list beside", async () => {
  await open(head);
  await head.click(".place summary");
  assert.match(await head.textContent(".place [aria-current=step]"), /Đối chiếu bản sao.*đang ở đây/);
  assert.equal(await head.locator(".place [aria-current=step]").count(), 1);
  assert.ok(await head.locator(".place svg").isVisible());
  await expectGoodPage(head, "dossier-place");
});

test("the head gives the step to somebody, who then holds it", async () => {
  await open(head);
  await head.click("summary:has-text('Giao cho người khác')");
  await head.selectOption("select[id^=giao]", "tran.binh");
  await head.click("button:has-text('Giao việc')");
  await head.waitForSelector(".done");
  assert.match(await head.textContent(".step"), /tran\.binh|Trần Thị Bình/);
  assert.match(await head.textContent("main"), /Trần Thị Bình/);
});

test("the clock is stopped and goes on by decision", async () => {
  await open(head);
  await head.click("summary:has-text('Dừng tính thời hạn')");
  await head.selectOption("#giu-kq", { label: "lấy ý kiến cơ quan khác" });
  await head.fill("#giu-vb", "CV 12/UBND");
  await head.fill("#giu-ghi", "hỏi phòng Tư pháp");
  await head.click("button:has-text('Dừng tính')");
  await head.waitForSelector(".done");
  assert.match(await head.textContent(".facts"), /đang dừng tính/);
  await head.click("summary:has-text('Tính tiếp thời hạn')");
  await head.fill("#tiep-ghi", "đã có ý kiến");
  await head.click("button:has-text('Tính tiếp')");
  await head.waitForSelector(".done");
  assert.doesNotMatch(await head.textContent(".facts"), /đang dừng tính/);
});

test("what waits for the citizen is in its tab; the desk tells that it came", async () => {
  const other = submit("Lục Văn Tám", "--procedure", "2.000635", "--field",
    "person_name=Lục Văn Tám", "--field", "event_kind=khai_sinh", "--field", "copies=1", "--paper",
    "to_khai");
  await open(page, other);
  await page.click("button[value=missing]");
  await page.waitForSelector(".done, .problem");
  assert.equal(await page.locator(".problem").count(), 0);
  assert.deepEqual(await tab("wait"), [other]);
  await expectGoodPage(page, "inbox-waiting");
  await open(page, other);
  assert.equal(await page.$("button[value=expired]"), null); // the engine's, not a person's
  await page.click("button[value='applicant.supplement']");
  await page.waitForSelector(".done");
  assert.deepEqual(await tab("wait"), []);
});

test("what was handed over is followed until the other unit has done it", async () => {
  assert.ok((await tab("sent")).includes(code));
  const line = page.locator("tbody tr", { hasText: code });
  assert.match(await line.textContent(), /Tư pháp - Hộ tịch phường Sông Hiến/); // where it is
  await expectGoodPage(page, "inbox-sent");
  at("act", code, "match", "--as", "tran.binh", "--unit", "H14.40.21.02");
  assert.ok(!(await tab("sent")).includes(code)); // handed on by them, not by this desk
});
