// SPDX-License-Identifier: EUPL-1.2
// What the citizen takes home, and what it opens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage, weightOf } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const province = new Province();
const site = "https://dichvucong.caobang.gov.vn";
let browser, officer, address, elsewhere, code, check;

const submit = (name) =>
  lienthong("-C", province.path("song-hien"), "submit", "--procedure", "2.000815", "--unit",
    "H14.40.21.01", "--as", "mai.huong", "--channel", "direct", "--applicant", name,
    "--id-number", "999055000001", "--field", "pages=5", "--field", "copies=2", "--paper",
    "ban_chinh").match(/H14\.40\.21\.01-\d+-\d+/)[0];

const checkOf = (dossier) =>
  JSON.parse(lienthong("-C", province.path("song-hien"), "show", dossier, "--json")).dossier.check;

before(async () => {
  await province.startCoordinator();
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua",
    "procedures/national/dat_dai/cap_giay_chung_nhan_lan_dau.lua");
  address = await province.startNode("song-hien", `web.url = ${site}`, "web.proxy = 127.0.0.1");
  elsewhere = await province.startNode("tinh-cao-bang", "web.proxy = 127.0.0.1");
  browser = await openBrowser();
  officer = await openPage(browser, { deviceScaleFactor: 200 / 96 }); // as printed at 200 dpi
  await firstLogin(officer, address, "mai.huong", province.invite("song-hien", "mai.huong"));
});

after(async () => {
  await browser?.close();
  await province.close();
});

/** What a decoder reads in the picture of a page: { "QR-Code": text, "CODE-128": text }. */
async function codesOn(page, name) {
  const picture = province.path(`${name}.png`);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 560, height: 800 }); // A5
  await page.screenshot({ path: picture, fullPage: true });
  if (process.env.LT_PICTURES) {
    mkdirSync(process.env.LT_PICTURES, { recursive: true });
    await page.screenshot({ path: join(process.env.LT_PICTURES, `${name}.png`), fullPage: true });
    writeFileSync(join(process.env.LT_PICTURES, `${name}.pdf`), await page.pdf({ preferCSSPageSize: true }));
  }
  const read = execFileSync("zbarimg", ["-q", picture], { encoding: "utf8" }); // "QR-Code:..." a line
  return Object.fromEntries(read.trim().split("\n").map((line) => line.split(/:(.*)/s).slice(0, 2)));
}

test("the receipt tells how to look the dossier up, for eyes, telephones and scanners", async () => {
  code = submit("Hoàng Văn Thụ");
  check = checkOf(code);
  assert.match(check, /^[0-9A-HJKMNP-TV-Z]{8}$/);
  await officer.goto(`${address}/phieu?ma=${code}&so=01`);
  const text = await officer.textContent("body");
  assert.ok(text.includes(`Mã hồ sơ: ${code} · Mã tra cứu: ${check.slice(0, 4)}-${check.slice(4)}`));
  assert.deepEqual(await codesOn(officer, "receipt-printed"),
    { "QR-Code": `${site}/tra-cuu/${code}#${check}`, "CODE-128": code });
  const pdf = await officer.pdf({ preferCSSPageSize: true });
  assert.equal(pdf.toString("latin1").match(/\/Type \/Page\b/g).length, 1); // one sheet
});

test("the control sheet bears the bars alone: it goes from desk to desk", async () => {
  await officer.goto(`${address}/phieu?ma=${code}&so=06`);
  assert.deepEqual(await codesOn(officer, "control-printed"), { "CODE-128": code });
  assert.ok(!(await officer.textContent("body")).includes(check.slice(0, 4)));
});


let visitors = 0;
/** A citizen's telephone: a small window, an address of its own, no JavaScript unless asked for. */
const telephone = (options = {}) => openPage(browser, { javaScriptEnabled: false,
  viewport: { width: 360, height: 740 },
  extraHTTPHeaders: { "X-Forwarded-For": `203.0.113.${++visitors}` }, ...options });

async function lookUp(page, dossier, characters, at = address) {
  await page.goto(`${at}/tra-cuu`);
  await page.fill("#ma", dossier);
  await page.fill("#tra", characters);
  await page.click("main button");
  return page.textContent("main");
}

async function picture(page, name) {
  if (process.env.LT_PICTURES)
    await page.screenshot({ path: join(process.env.LT_PICTURES, `${name}.png`), fullPage: true });
}

test("code and characters show where the dossier is, when it is due, and where it has been", async () => {
  const page = await telephone();
  const text = await lookUp(page, code.toLowerCase(), ` ${check.slice(0, 4).toLowerCase()}-${check.slice(4)}`);
  assert.match(page.url(), /\/tra-cuu\/xem$/); // neither stands in an address
  for (const part of ["Đang giải quyết", "Bộ phận Một cửa phường Sông Hiến", "17:00 03/06/2024",
    "Hồ sơ đã qua những đâu"])
    assert.ok(text.includes(part), part);
  for (const secret of ["Hoàng Văn Thụ", "999055000001", "mai.huong", "Mai Thị Hương", check])
    assert.ok(!(await page.content()).includes(secret), secret);
  const weight = await weightOf(page);
  assert.ok(weight.page > 1000 && weight.files > 1000 && weight.page + weight.files < 60 * 1024,
    JSON.stringify(weight));
  await picture(page, "track-phone");
  await page.reload();
  assert.ok((await page.textContent("main")).includes("Đang giải quyết"));
  await page.click("text=English");
  assert.ok((await page.textContent("main")).includes("Under way"));
  await page.click("text=Done; look another one up");
  await page.goto(`${address}/tra-cuu/xem`);
  assert.match(page.url(), /\/tra-cuu$/); // nothing stays behind on a telephone that is lent
});

test("the square code opens it in one go, and leaves no characters in the address", async () => {
  const page = await telephone({ javaScriptEnabled: true });
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  await page.goto(`${address}/tra-cuu/${code}#${check}`);
  await page.waitForURL(/\/tra-cuu\/xem$/);
  assert.ok((await page.textContent("main")).includes("Đang giải quyết"));
  assert.deepEqual(asked.filter((url) => url.includes(check) && !url.includes("#")), []);
  await expectGoodPage(page, "track");
  await page.click("text=English");
  await expectGoodPage(page, "track-english");
  await page.goto(`${address}/tra-cuu`);
  await expectGoodPage(page, "track-form-english");
  const plain = await telephone(); // without JavaScript eight characters are typed
  await plain.goto(`${address}/tra-cuu/${code}#${check}`);
  assert.equal(await plain.inputValue("#ma"), code);
});

test("any node of the province looks any dossier up", async () => {
  const page = await telephone();
  assert.ok((await lookUp(page, code, check, elsewhere)).includes("Đang giải quyết"));
});

test("wrong codes and wrong characters are told apart by nobody", async () => {
  const page = await telephone();
  const other = check.startsWith("Z") ? "A".repeat(8) : `Z${check.slice(1)}`;
  const absent = code.replace(/\d$/, (d) => (d === "9" ? "8" : "9"));
  for (const at of [address, elsewhere]) {
    const answers = [];
    for (const [dossier, characters] of [[code, other], [absent, other], [absent, check], [code, "?"]]) {
      const answer = page.waitForResponse((r) => r.request().method() === "POST");
      await lookUp(page, dossier, characters, at);
      answers.push([(await answer).status(), (await page.innerHTML("main")).replaceAll(dossier, "")]);
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.equal(answers[0][0], 404);
  }
});

test("ten times a minute from an address, and then it is said when to try again", async () => {
  const page = await telephone();
  for (let i = 0; i < 10; i++) await lookUp(page, `H14-240603-00000${i}`, "00000000");
  const answer = page.waitForResponse((r) => r.status() === 429);
  assert.match(await lookUp(page, code, check), /thử lại sau \d+ giây/);
  assert.match((await answer).headers()["retry-after"], /^([1-9]|[1-5]\d|60)$/);
  assert.match(province.log("song-hien"), /lookups_slowed peer=203\.0\.113\./);
  const another = await telephone();
  assert.ok((await lookUp(another, code, check)).includes("Đang giải quyết"));
  const liar = await telephone({ extraHTTPHeaders: { // what stands before the last was not told by the proxy
    "X-Forwarded-For": `198.51.100.1, 203.0.113.${visitors - 1}` } });
  assert.match(await lookUp(liar, code, check), /thử lại sau/);
});

test("what the citizen is asked to bring, line by line; what moved the date", async () => {
  const land = lienthong("-C", province.path("song-hien"), "submit", "--procedure", "1.013978",
    "--unit", "H14.40.21.01", "--as", "mai.huong", "--channel", "direct", "--applicant", "Hoàng Đức Bình",
    "--id-number", "999055000002", "--field", "parcel_area:text=01267", "--field",
    "land_use_fee=true", "--paper", "don").match(/H14\.40\.21\.01-\d+-\d+/)[0];
  lienthong("-C", province.path("song-hien"), "act", land, "missing", "--as", "mai.huong", "--unit",
    "H14.40.21.01", "--note", "Trích đo thửa đất; <b>Bản sao</b> giấy tờ đất");
  const page = await telephone();
  await lookUp(page, land, checkOf(land));
  assert.deepEqual((await page.locator(".problem li").allTextContents()).map((t) => t.trim()),
    ["Trích đo thửa đất", "<b>Bản sao</b> giấy tờ đất"]);
  assert.match(await page.textContent("main"), /Vì sao ngày hẹn thay đổi.*chờ công dân bổ sung/s);
  await picture(page, "track-supplement");
});

test("what the citizen says is kept, and the office reads it", async () => {
  const page = await telephone();
  await lookUp(page, code, check, elsewhere);
  await page.click("text=Gửi ý kiến");
  assert.match(await page.textContent(".problem"), /mức hài lòng/);
  await page.check("input[value='4']");
  await page.fill("#y", "Cán bộ <script>nhiệt tình</script>");
  await page.click("text=Gửi ý kiến");
  assert.match(await page.textContent(".done"), /Đã ghi ý kiến/);
  await officer.emulateMedia({ media: "screen" });
  await officer.goto(`${address}/ho-so/${code}`);
  await officer.waitForSelector(".facts");
  assert.match(await officer.textContent("main"),
    /công dân đánh giá 4\/5: “Cán bộ <script>nhiệt tình<\/script>”/);
});

test("the receiving unit answers, once; the citizen reads the answer; others may not", async () => {
  const said = officer.locator("section.said");
  await expectGoodPage(officer, "dossier-said");
  await said.locator("button").click();
  await officer.waitForSelector("section.said"); // the field is required: nothing was sent
  await said.locator("textarea").fill("Cảm ơn <b>ông</b>. Mong gặp lại.");
  await said.locator("button").click();
  await officer.waitForSelector("main .done");
  assert.match(await said.textContent(), /Đã trả lời .*: Cảm ơn <b>ông<\/b>\. Mong gặp lại\./);
  assert.equal(await said.locator("textarea").count(), 0);
  assert.match(await officer.textContent(".history"), /trả lời ý kiến số 1 của công dân/);
  const page = await telephone();
  const text = await lookUp(page, code, check, elsewhere);
  assert.match(text, /cơ quan đã trả lời\.\s*Cảm ơn <b>ông<\/b>\. Mong gặp lại\./);
  assert.doesNotMatch(text, /mai\.huong|Mai Thị Hương/);
  await picture(page, "track-answered");
  const other = await openPage(browser);
  await firstLogin(other, address, "tran.binh", province.invite("song-hien", "tran.binh"));
  await other.goto(`${address}/ho-so/${code}`); // justice: it will come there
  assert.equal(await other.locator("section.said textarea").count(), 0);
  const _ma = await other.getAttribute("input[name=_ma]", "value");
  const forged = await other.request.post(`${address}/ho-so/${code}/lam`, { form: { _ma,
    dv: "H14.40.21.02", viec: "tra_loi", buoc: "1", ghi: "của người khác" } });
  assert.equal(forged.status(), 422);
  assert.match(await forged.text(), /do nơi tiếp nhận/);
  await other.context().close();
});

test("late: an apology stands there; the line cut: what is here is shown, all else kindly put off", async () => {
  lienthong("-C", province.path("coordinator"), "practice", "2024-06-04T09:00");
  const page = await telephone();
  await page.goto(`${address}/tra-cuu`);
  const text = await lookUp(page, code, check);
  assert.match(text, /quá hẹn trả. Chúng tôi xin lỗi/);
  await picture(page, "track-late");
  await province.stop("coordinator");
  await officer.goto(`${address}/viec`);
  assert.match(await lookUp(page, code, check), /gián đoạn; trang này đúng đến/);
  await picture(page, "track-cut");
  const answers = [];
  for (const [dossier, at] of [[code, address], ["H14-240603-000001", address], [code, elsewhere]]) {
    await lookUp(page, dossier, at === elsewhere ? check : "00000000", at);
    answers.push(await page.textContent("main"));
  }
  assert.match(answers[0], /Đường truyền tới máy chủ của tỉnh đang gián đoạn/);
  for (const answer of answers) assert.equal(answer, answers[0]);
});
