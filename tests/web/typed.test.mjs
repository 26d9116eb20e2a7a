// SPDX-License-Identifier: EUPL-1.2
// Nothing that was typed is lost: by a session that ended, a node that fell, a line that was cut.
// And how many interactions a standard dossier takes.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { codeOf, expectGoodPage, firstLogin, openDesk, openPage, password } from "./browser.mjs";
import { lienthong, Province, until } from "./province.mjs";

const province = new Province();
const unit = "H14.40.21.01";
let browser, page, address;

before(async () => {
  ({ address, browser, page } = await openDesk(province));
  province.set("song-hien", "web", new URL(address).host); // the same address after a restart
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

/** Sessions end after so long without a request; whoever is in stays in or is out at once. */
async function setIdle(seconds) {
  province.set("song-hien", "web.idle", seconds);
  await province.stop("song-hien");
  await province.startNode("song-hien");
}

/** The session ends by itself, `act` comes too late for it and meets the login. */
async function tooLate(where, act, { name = "mai.huong", fails = false } = {}) {
  await setIdle(1);
  await until("the session is over", async () =>
    (await where.request.get(`${address}/viec`, { maxRedirects: 0 })).status() === 303);
  await act();
  await where.waitForSelector("#mk");
  await setIdle(1800);
  await where.fill("#ten", name);
  if (fails) {
    await where.fill("#mk", "sai rồi, phải thử lại");
    await where.press("#mk", "Enter");
    await where.waitForSelector("text=không đúng");
  }
  await where.fill("#mk", password);
  await where.press("#mk", "Enter");
  await where.click("text=Tiếp tục phiếu đang làm");
}

/** A session of its own, that may end. */
async function enter(options) {
  const own = await openPage(browser, options);
  await own.goto(`${address}/vao`);
  await own.fill("#ten", "mai.huong");
  await own.fill("#mk", password);
  await own.press("#mk", "Enter");
  await own.waitForSelector(".units");
  return own;
}

const scan = (bytes) => Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(bytes)]);
const fillPlain = async (where, name) => {
  await where.goto(`${address}/tiep-nhan/2.000815?dv=${unit}`);
  for (const [id, text] of [["ten", name], ["t.pages", "5"], ["t.copies", "2"]])
    await where.fill(`[id='o-${id}']`, text);
};
const choose = (where, id, name, buffer) => where.setInputFiles(`[id='o-tep.${id}']`,
  { name, mimeType: "application/pdf", buffer });
const received = async (where, buffer) => {
  await where.click("button[value=gui]");
  await where.waitForURL(/\/da-nhan\//);
  const code = (await where.textContent(".code")).trim();
  const got = await where.request.get(`${address}/ho-so/${code}/giay/ban_chinh`);
  assert.ok((await got.body()).equals(buffer));
  return code;
};

test("scans that a form brings too late are kept through the login, without JavaScript", async () => {
  const plain = await enter({ javaScriptEnabled: false });
  const [main, copy] = [scan(2_500_000), scan(5000)];
  await fillPlain(plain, "Vi Văn Trễ");
  await choose(plain, "ban_chinh", "bản chính.pdf", main);
  await choose(plain, "ban_sao", "bản <b>sao.pdf", copy);
  await tooLate(plain, async () => {
    await plain.click("button[value=gui]");
    assert.match(await plain.textContent("main"),
      /Tệp đã chọn vẫn còn: bản chính\.pdf.*Tệp đã chọn vẫn còn: bản <b>sao\.pdf/s);
  }, { fails: true });
  assert.deepEqual(await plain.locator(".held b").allTextContents(),
    ["bản chính.pdf", "bản <b>sao.pdf"]);
  assert.equal(await plain.inputValue("#o-ten"), "Vi Văn Trễ");
  const code = await received(plain, main);
  await plain.goto(`${address}/ho-so/${code}`);
  await plain.click("summary:has-text('Đính kèm bản quét')");
  await plain.selectOption("#giay", "ban_sao");
  await choose(plain, "moi", "thêm.pdf", main);
  await tooLate(plain, () => plain.click("button:text-is('Đính kèm')"));
  await plain.waitForSelector(".done:has-text('thêm.pdf')");
  await plain.context().close();
});

test("scans chosen when the session is over already go up, and through the login", async () => {
  const own = await enter();
  const content = scan(1_500_000);
  await fillPlain(own, "Vi Thị Muộn");
  await tooLate(own, async () => {
    await choose(own, "ban_chinh", "muộn.pdf", content);
    await own.waitForSelector("[data-scan='ban_chinh'] output:has-text('Đã có tệp')");
    await own.click("button[value=gui]");
  }, { fails: true });
  assert.match(await own.textContent(".held"), /muộn\.pdf/);
  await received(own, content);
  await own.context().close();
});

test("who logs in as somebody else does not get the scans, nor does a stranger leave any", async () => {
  const own = await enter({ javaScriptEnabled: false });
  const other = await openPage(browser);
  await firstLogin(other, address, "tran.binh", province.invite("song-hien", "tran.binh"));
  await other.context().close();
  await fillPlain(own, "Vi Văn Khác");
  await choose(own, "ban_chinh", "khác.pdf", scan(2_000_000));
  await tooLate(own, () => own.click("button[value=gui]"), { name: "tran.binh" });
  assert.doesNotMatch(await own.textContent("main"), /Đã có tệp/);
  await own.context().close();
  const big = await fetch(`${address}/tai-len`, { method: "POST",
    body: new URLSearchParams({ ten: "a.pdf", co: "10", luc: "1", dau: "x" }) });
  assert.equal(big.status, 401);
  assert.match((await big.json()).loi, /đăng nhập lại/);
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
