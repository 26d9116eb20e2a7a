// SPDX-License-Identifier: EUPL-1.2
// The leader's board: its figures are the report's, each leads to a list of as many rows, CSV says
// the same; who heads nothing sees none of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const province = new Province();
const at = (name) => province.path(name);
let browser, leader, address;

const desk = ["-C", at("song-hien")];
const submit = (name, channel = "direct") =>
  lienthong(...desk, "submit", "--procedure", "2.000815", "--unit", "H14.40.21.01", "--as",
    "mai.huong", "--channel", channel, "--applicant", name, "--id-number", "999055000001",
    "--field", "pages=5", "--field", "copies=2", "--paper", "ban_chinh")
    .match(/H14\.40\.21\.01-\d+-\d+/)[0];

const report = (...args) =>
  JSON.parse(lienthong("-C", at("coordinator"), "report", ...args, "--json"));

/** As many as another agency's system hands in at once. */
async function submitMany(node, count) {
  const key = lienthong(...desk, "key", "new", "cong", "--unit", "H14.40.21.01", "--as", "mai.huong", "--may",
    "submit").match(/ltk_\S+/)[0];
  for (let i = 0; i < count; i++) {
    const answer = await fetch(`${node}/api/v1/dossiers`, { method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": `b-${i}` },
      body: JSON.stringify({ procedure: "2.000815", unit: "H14.40.21.01", channel: "direct", officer: "mai.huong",
        applicant: { name: `Nông Văn ${i}`, id_number: "999055000001" }, fields: { pages: 5, copies: 2 },
        papers: [{ id: "ban_chinh" }] }) });
    assert.equal(answer.status, 201, await answer.text());
  }
}

/** What the citizen says of a dossier, on the public page. */
async function saysOf(code, text) {
  const check = JSON.parse(lienthong(...desk, "show", code, "--json")).dossier.check;
  const page = await openPage(browser);
  await page.goto(`${address}/tra-cuu`);
  await page.fill("#ma", code);
  await page.fill("#tra", check);
  await page.keyboard.press("Enter");
  await page.fill("#y", text);
  await page.click("text=Gửi ý kiến");
  await page.waitForSelector(".done");
  await page.context().close();
}

before(async () => {
  await province.startCoordinator("2024-06-03T08:00");
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua");
  const node = await province.startNode("song-hien");
  address = await province.startNode("tinh-cao-bang");
  browser = await openBrowser();
  await submitMany(node, 51); // more than a page of a list
  const early = submit("Bế Thị Sớm", "online");
  lienthong(...desk, "act", early, "--as", "mai.huong", "--unit", "H14.40.21.01", "--withdraw");
  await saysOf(submit("Bế Thị Nói"), "Chờ hơi lâu");
  lienthong("-C", at("coordinator"), "practice", "2024-06-05T08:00");
  submit("Bế Thị Muộn");
  leader = await openPage(browser);
});

after(async () => {
  await browser?.close();
  await province.close();
});

/** Printed: no menu, no form, nothing wider than the sheet; a picture of it on request. */
async function expectPrint(page, name) {
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 688, height: 1000 }); // A4 less its margins
  for (const hidden of ["header", "form.find", ".csv", ".units"])
    assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 688, `${wide} pixels on a sheet of 688`);
  if (process.env.LT_PICTURES)
    await page.screenshot({ path: `${process.env.LT_PICTURES}/${name}-print.png`, fullPage: true });
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 1280, height: 900 });
}

const number = (text) => Number(text.replaceAll(".", ""));

/** The rows of the list behind a link, over all its pages; as the page's own script would ask. */
const countList = (page, href) => page.evaluate(async (first) => {
  let rows = 0;
  for (let next = first; next;) {
    const answer = await fetch(next);
    if (answer.status !== 200) return `${next}: ${answer.status}`;
    const list = new DOMParser().parseFromString(await answer.text(), "text/html");
    rows += list.querySelectorAll("#danh-sach tbody tr").length;
    next = list.querySelector("a[rel=next]")?.getAttribute("href");
  }
  return rows;
}, href);

test("the province's leader sees everything, as the report has it", async () => {
  await firstLogin(leader, address, "dam.trung", province.invite("tinh-cao-bang", "dam.trung"));
  await leader.click("nav >> text=Lãnh đạo");
  await expectGoodPage(leader, "board");
  await expectPrint(leader, "board");
  const totals = report("monthly").totals;
  const tile = async (label) =>
    number(await leader.locator(".tile", { hasText: label }).locator("strong").innerText());
  assert.equal(await tile("Đang quá hạn"), totals.open_late);
  assert.equal(await tile("Đang trong hạn"), totals.open - totals.open_late);
  assert.equal(await tile("Tiếp nhận"), totals.received);
});

test("each figure leads to a list of as many rows", async () => {
  await leader.goto(`${address}/lanh-dao`);
  const figures = await leader.locator("main a[href^='/lanh-dao/danh-sach']").evaluateAll(
    (links) => links.filter((a) => !a.textContent.includes("%"))
      .map((a) => ({ href: a.getAttribute("href"), text: a.textContent })));
  assert.ok(figures.length > 15);
  const seen = new Map();
  for (const { href, text } of figures) {
    if (!seen.has(href)) seen.set(href, await countList(leader, href));
    assert.equal(seen.get(href), number(text), href);
  }
  await leader.goto(`${address}${figures[1].href}`);
  await expectGoodPage(leader, "board-list");
});

test("what citizens say is listed, with what was answered and the way to the dossier", async () => {
  await leader.goto(`${address}/lanh-dao`);
  await leader.locator(".tile", { hasText: "Ý kiến chưa trả lời" }).locator("a").click();
  const row = leader.locator("#danh-sach tbody tr");
  assert.equal(await row.count(), 1);
  assert.match(await row.textContent(), /Chờ hơi lâu.*chưa trả lời/s);
  await expectGoodPage(leader, "board-said");
  await row.locator("a").click(); // and the chairman of the province may answer
  await leader.fill("section.said textarea", "Sẽ rút kinh nghiệm");
  await leader.click("section.said button");
  await leader.waitForSelector("main .done");
  await leader.goto(`${address}/lanh-dao`);
  const open = leader.locator(".tile", { hasText: "Ý kiến chưa trả lời" });
  assert.equal(number(await open.locator("strong").innerText()), 0);
  await leader.locator(".tile", { hasText: "Ý kiến của công dân" }).locator("a").click();
  assert.match(await leader.textContent("#danh-sach"), /Sẽ rút kinh nghiệm/);
});

/** RFC 4180 as far as a test needs it; the mark of UTF-8 stands first. */
function parseCsv(text) {
  assert.equal(text.charCodeAt(0), 0xfeff);
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const rows = [[]];
  cell.lastIndex = 1;
  for (let found; (found = cell.exec(text));) {
    rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    if (found[3] === "\r\n") rows.push([]);
  }
  rows.pop();
  return rows;
}

test("CSV of each table says what the table says", async () => {
  await leader.goto(`${address}/lanh-dao`);
  const links = await leader.locator(".csv a").evaluateAll(
    (all) => all.map((a) => a.getAttribute("href")));
  assert.equal(links.length, 6);
  for (const href of links) {
    const answer = await leader.request.get(address + href);
    assert.match(answer.headers()["content-type"], /^text\/csv/);
    const [, ...rows] = parseCsv(await answer.text());
    const name = href.match(/bang=([a-z-]+)/)[1];
    const shown = await leader.locator(`#${name} tbody tr`).evaluateAll((all) =>
      all.map((row) => [...row.children].map((c) => (c.firstChild?.textContent ?? "").trim())));
    const plain = (text) => (/^[\d.,]+( %)?$/.test(text)
      ? text.replace(" %", "").replace(",", ".") : text.replace("–", ""));
    assert.deepEqual(rows.map((row) => row.map(plain)),
      shown.map((row) => row.map((text) => plain(text))), name);
  }
});

test("the score is the report's, and so is what closing a dossier does to it", async () => {
  await leader.goto(`${address}/lanh-dao`);
  const score = report("score766");
  const line = score.indicators.find((l) => l.id === "2.1");
  const cells = (row) => row.locator("th, td").allInnerTexts();
  const shown = await cells(leader.locator("#diem tbody tr").nth(score.indicators.indexOf(line)));
  assert.deepEqual(shown.slice(2, 4).map(number), [line.numerator, line.divisor]);
  assert.equal(Number(shown[5].replace(",", ".")), line.points);
  await leader.fill("#gap", "2");
  await leader.click("text=Tính thử");
  const said = report("score766", "--close", "2", "--before", "23:59:59");
  const tried = [said.now, said.if_nothing, said.if_closed];
  for (let i = 0; i < 3; i++)
    assert.deepEqual((await cells(leader.locator("#tinh-thu tbody tr").nth(i))).slice(2).map(number),
      [tried[i].in_time, tried[i].total]);
  assert.equal(await leader.locator(".codes li").count(), said.dossiers.length);
  await leader.fill("#neu", "2024-06-01");
  await leader.click("text=Tính thử");
  assert.match(await leader.textContent("#neu-thi .problem"), /đã qua/);
});

test("whoever heads nothing sees no board", async () => {
  const officer = await openPage(browser);
  await firstLogin(officer, address, "luc.thu", province.invite("tinh-cao-bang", "luc.thu"));
  assert.equal(await officer.locator("nav >> text=Lãnh đạo").count(), 0);
  for (const path of ["/lanh-dao", "/lanh-dao?dv=H14.03", "/lanh-dao/danh-sach?so=open",
    "/lanh-dao/bang.csv?bang=don-vi"]) {
    const answer = await officer.goto(address + path);
    assert.equal(answer.status(), 403, path);
  }
  assert.match(await officer.textContent("main"), /người phụ trách/);
});

test("a head sees what is under them, and no more", async () => {
  const head = await openPage(browser);
  await firstLogin(head, address, "phung.loan", province.invite("tinh-cao-bang", "phung.loan"));
  await head.goto(`${address}/lanh-dao`);
  assert.equal(await head.textContent("h1"), "Sở Tư pháp");
  const answer = await head.goto(`${address}/lanh-dao?dv=H14.40.21`);
  assert.equal(answer.status(), 403);
});

test("without the line the last known is shown, with its age; a list waits", async () => {
  // a board is kept once a minute
  lienthong("-C", at("coordinator"), "practice", "2024-06-05T08:02");
  await leader.goto(`${address}/lanh-dao`);
  const known = await leader.locator(".tile strong").allInnerTexts();
  await province.stop("coordinator");
  await leader.goto(`${address}/lanh-dao`);
  assert.match(await leader.textContent("main .problem"), /biết lần cuối, lúc 08:02 05\/06\/2024/);
  assert.deepEqual(await leader.locator(".tile strong").allInnerTexts(), known);
  await expectGoodPage(leader, "board-alone");
  const answer = await leader.goto(`${address}/lanh-dao/danh-sach?so=open_late`);
  assert.equal(answer.status(), 503);
  assert.match(await leader.textContent("main .problem"), /mất đường truyền/);
});
