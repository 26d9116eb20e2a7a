// SPDX-License-Identifier: EUPL-1.2
// Nothing that was typed is lost: by a session that ended, a node that fell, a line that was cut.
// And how many interactions a standard dossier takes.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { codeOf, expectGoodPage, firstLogin, openBrowser, openPage, password } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const province = new Province();
const unit = "H14.40.21.01";
let browser, page, address;

before(async () => {
  await province.startCoordinator();
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua");
  address = await province.startNode("song-hien");
  const conf = join(province.path("song-hien"), "node.conf"); // the same address after a restart
  writeFileSync(conf, readFileSync(conf, "utf8").replace("web = 127.0.0.1:0", `web = ${new URL(address).host}`));
  browser = await openBrowser();
  page = await openPage(browser);
  await firstLogin(page, address, "mai.huong", province.invite("song-hien", "mai.huong"));
});

after(async () => {
  await browser?.close();
  await province.close();
});

const dossiers = () => lienthong("-C", province.path("song-hien"), "list", "--unit", unit)
  .match(/H14\.40\.21\.01-\d{6}-[\d.A-Z-]+/g)?.length ?? 0;

async function fill(name) {
  await page.goto(`${address}/tiep-nhan/2.000815?dv=${unit}`);
  await page.fill("#o-ten", name);
  await page.fill("[id='o-t.pages']", "5");
  await page.fill("[id='o-t.copies']", "2");
  await page.check("[id='o-g.ban_chinh']");
}

test("a standard dossier takes at most twelve interactions besides typing", async (t) => {
  let interactions = 0;
  const click = (selector) => (interactions++, page.click(selector));
  await page.goto(`${address}/viec`);
  await click("nav a[href='/tiep-nhan']");
  await click("#q");
  await page.keyboard.type("chung thuc ban sao");
  interactions++;
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=chung/);
  await click("tbody a");
  for (const [field, text] of [["#o-ten", "Lý Thị Bưởi"], ["[id='o-t.pages']", "5"], ["[id='o-t.copies']", "2"]]) {
    await click(field);
    await page.keyboard.type(text);
  }
  await click("[id='o-g.ban_chinh']");
  await click("button[value=gui]");
  await page.waitForURL(/\/da-nhan\//);
  const began = Date.now();
  await click("a[href^='/phieu']");
  await page.waitForSelector(".qr");
  const took = Date.now() - began;
  assert.ok(interactions <= 12, `${interactions} interactions`);
  t.diagnostic(`${interactions} interactions, the receipt in ${took} ms`);
  assert.equal(dossiers(), 1);
});

test("the session ended meanwhile: behind the login the form is there as it was typed", async () => {
  await fill('Lò <b>Văn</b> "Mận"');
  await page.context().clearCookies();
  await page.click("button[value=gui]");
  await page.waitForSelector("#mk");
  assert.match(await page.textContent(".problem"), /Phiên làm việc đã hết/);
  await expectGoodPage(page, "kept-login");
  await page.fill("#ten", "mai.huong");
  await page.fill("#mk", "sai rồi, phải thử lại"); // a wrong password does not lose it either
  await page.keyboard.press("Enter");
  await page.waitForSelector("text=không đúng");
  await page.fill("#mk", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("text=Tiếp tục phiếu đang làm");
  assert.equal(dossiers(), 1); // nothing happens by itself
  await expectGoodPage(page, "kept-offer");
  await page.click("text=Tiếp tục phiếu đang làm");
  await page.waitForSelector("form.intake");
  assert.equal(await page.inputValue("#o-ten"), 'Lò <b>Văn</b> "Mận"');
  assert.equal(await page.inputValue("[id='o-t.pages']"), "5");
  assert.ok(await page.isChecked("[id='o-g.ban_chinh']"));
  await page.click("button[value=gui]");
  await page.waitForURL(/\/da-nhan\//);
  assert.equal(dossiers(), 2);
});

test("also where a second factor is asked for", async () => {
  const head = await openPage(browser);
  await firstLogin(head, address, "phan.chinh", province.invite("song-hien", "phan.chinh"));
  await head.goto(`${address}/viec`);
  const code = lienthong("-C", province.path("song-hien"), "list", "--unit", unit).match(/H14\.40\.21\.01-\d{6}-\d+/)[0];
  lienthong("-C", province.path("song-hien"), "act", code, "complete", "--as", "mai.huong", "--unit", unit);
  lienthong("-C", province.path("song-hien"), "act", code, "match", "--as", "tran.binh", "--unit",
    "H14.40.21.02"); // now it is the head's to sign
  await head.goto(`${address}/ho-so/${code}`);
  const way = await head.evaluate(() => document.querySelector("main form[method=post]")?.action);
  assert.ok(way);
  await head.context().clearCookies();
  await head.evaluate(() => document.querySelector("main form[method=post]").requestSubmit());
  await head.waitForSelector("#mk");
  await head.fill("#ten", "phan.chinh");
  await head.fill("#mk", password);
  await head.keyboard.press("Enter");
  await head.waitForSelector("#ma");
  await head.fill("#ma", codeOf(head.secret, Date.now() + 30_000)); // each code counts once
  await head.keyboard.press("Enter");
  await head.waitForSelector("text=Tiếp tục phiếu đang làm");
  assert.equal(await head.evaluate(() => document.querySelector("main form").action), way);
});

test("a form from another site is not carried through a login", async () => {
  const answer = await fetch(`${address}/ho-so/${unit}-240603-000001/lam`, { method: "POST", redirect: "manual",
    headers: { "Sec-Fetch-Site": "cross-site" }, body: new URLSearchParams({ viec: "rut", ghi: "x" }) });
  assert.equal(answer.status, 303);
  assert.doesNotMatch(await answer.text(), /giu/);
});

test("the node fell while it was typed: sent after it is back, received once", async () => {
  const had = dossiers();
  await fill("Nông Thị Lê");
  await province.stop("song-hien", "SIGKILL");
  await province.startNode("song-hien");
  await page.click("button[value=gui]");
  await page.waitForURL(/\/da-nhan\//);
  assert.equal(dossiers(), had + 1);
});

test("the line was cut while it was typed: received at the node alone", async () => {
  const had = dossiers();
  await fill("Đàm Văn Đào");
  await province.stop("coordinator");
  await page.click("button[value=gui]");
  await page.waitForURL(/\/da-nhan\//);
  assert.match(await page.textContent("main"), /Đường truyền đang đứt/);
  await page.click("a[href^='/phieu']");
  await page.waitForSelector(".bars");
  assert.match(await page.textContent("body"), /Mã tra cứu: [0-9A-HJKMNP-TV-Z]{4}-/); // drawn here
  assert.equal(dossiers(), had + 1);
});
