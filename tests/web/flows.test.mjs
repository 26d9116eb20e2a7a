// SPDX-License-Identifier: EUPL-1.2
// Scans on a dossier's way, in the browsers of two agencies: a supplement the citizen brings is
// recorded with its scan, and a hand-off is answered with one, with JavaScript and without.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province, until } from "./province.mjs";

const data = join(process.env.LT_SOURCE_ROOT, "tests/e2e/data");
const province = new Province();
let browser, desk, other, here, there;

before(async () => {
  await province.startCoordinator("2025-07-01T08:00");
  lienthong("-C", province.path("coordinator"), "publish", "--from", "2025-01-01",
    ...["marital", "directory", "calendar"].map((name) => join(data, `${name}.lua`)));
  here = await province.startNode("my-tra");
  there = await province.startNode("binh-an");
  browser = await openBrowser();
  desk = await openPage(browser);
  await firstLogin(desk, here, "hoa", province.invite("my-tra", "hoa"));
  const learning = await openPage(browser);
  await firstLogin(learning, there, "xa", province.invite("binh-an", "xa"));
  other = await openPage(browser, { javaScriptEnabled: false,
    storageState: await learning.context().storageState() });
  await learning.context().close();
});

after(async () => {
  await browser?.close();
  await province.close();
});

const scan = (bytes) => Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(bytes)]);
/** The paper as it is fetched there, once it is there. */
const fetched = async (where, address, code, paper) => {
  let got;
  await until(`${paper} at ${address}`, async () => {
    got = await where.request.get(`${address}/ho-so/${code}/giay/${paper}`);
    return got.headers()["content-type"] === "application/pdf";
  });
  return got.body();
};
const receive = async () => {
  const told = lienthong("-C", province.path("my-tra"), "submit", "--procedure", "9.000001", "--unit",
    "H14.1.1", "--as", "hoa", "--channel", "direct", "--applicant", "Nguyễn Thị Bình", "--field",
    "purpose=kết hôn", "--field", "lived_elsewhere=true", "--field", "previous_residence:text=04002",
    "--paper", "to_khai");
  return told.match(/H14\.1\.1-\d{6}-\d+/)[0];
};

test("a supplement the citizen brings is recorded with its scan", async () => {
  const code = await receive();
  const bad = { name: "sai.pdf", mimeType: "application/pdf", buffer: Buffer.from("<html>".repeat(40)) };
  const brought = scan(1_400_000);
  await desk.goto(`${here}/ho-so/${code}`);
  await desk.fill("[name=ghi] >> nth=0", "tờ khai thiếu chữ ký");
  await desk.click("button[name=kq][value=missing]");
  await desk.waitForSelector("button[value='applicant.supplement']");
  await expectGoodPage(desk, "flows-supplement");
  const plain = await openPage(browser, { javaScriptEnabled: false,
    storageState: await desk.context().storageState() });
  await plain.goto(`${here}/ho-so/${code}`);
  await plain.setInputFiles("[data-scan$='.to_khai'] input[type=file]", bad);
  await plain.click("button[value='applicant.supplement']");
  assert.match(await plain.textContent("main"), /sai\.pdf: không phải loại tệp được nhận/);
  assert.equal(await plain.locator("button[value='applicant.supplement']").count(), 1); // still waits
  await plain.context().close();
  await desk.setInputFiles("[data-scan$='.to_khai'] input[type=file]",
    { name: "tờ khai bổ sung.pdf", mimeType: "application/pdf", buffer: brought });
  await desk.waitForSelector("[data-scan$='.to_khai'] output:has-text('Đã có tệp')");
  await desk.click("button[value='applicant.supplement']");
  await desk.waitForSelector("button[name=kq][value=complete]");
  assert.ok((await fetched(desk, here, code, "to_khai")).equals(brought));
  assert.match(await desk.textContent(".papers"), /Tờ khai.*Tải PDF \(1,3 MB\)/s);
});

test("a hand-off is answered with a scan, which comes back to who asked", async () => {
  const code = await receive();
  const [sent, answer] = [scan(900_000), scan(1_200_000)];
  await desk.goto(`${here}/ho-so/${code}`);
  await desk.click("summary:has-text('Đính kèm bản quét')");
  await desk.selectOption("#giay", "to_khai");
  await desk.setInputFiles("[data-scan='moi'] input[type=file]",
    { name: "tờ khai.pdf", mimeType: "application/pdf", buffer: sent });
  await desk.waitForSelector("[data-scan='moi'] output:has-text('Đã có tệp')");
  await desk.click("button:text-is('Đính kèm')");
  await desk.waitForSelector(".done");
  await desk.click("button[name=kq][value=complete]");
  await desk.waitForSelector(".done");
  await until("the hand-off", async () =>
    (await other.request.get(`${there}/ho-so/${code}`)).status() === 200);
  assert.ok((await fetched(other, there, code, "to_khai")).equals(sent));
  await other.goto(`${there}/ho-so/${code}`);
  await other.setInputFiles("[data-scan$='.confirmation'] input[type=file]",
    { name: "xác nhận.pdf", mimeType: "application/pdf", buffer: answer });
  await other.fill("[name=ghi] >> nth=0", "đã xác minh");
  await other.click("button[name=kq][value=answered]");
  await other.waitForSelector(".done");
  assert.ok((await fetched(other, there, code, "confirmation")).equals(answer));
  assert.ok((await fetched(desk, here, code, "confirmation")).equals(answer));
  await desk.goto(`${here}/ho-so/${code}`);
  assert.match(await desk.textContent(".papers"), /confirmation.*Tải PDF \(1,1 MB\)/);
  await expectGoodPage(desk, "flows-answered");
});

test("a scan attached beforehand is what the answer names", async () => {
  const code = await receive();
  const answer = scan(400_000);
  lienthong("-C", province.path("my-tra"), "act", code, "complete", "--as", "hoa", "--unit", "H14.1.1");
  await until("the hand-off", async () =>
    (await other.request.get(`${there}/ho-so/${code}`)).status() === 200);
  await other.goto(`${there}/ho-so/${code}`);
  await other.click("summary:has-text('Đính kèm bản quét')");
  await other.selectOption("#giay", "confirmation");
  await other.setInputFiles("[data-scan='moi'] input[type=file]",
    { name: "xác nhận.pdf", mimeType: "application/pdf", buffer: answer });
  await other.click("button:text-is('Đính kèm')");
  await other.waitForSelector(".done");
  await other.check("input[name=g][value=confirmation]");
  await other.click("button[name=kq][value=answered]");
  await other.waitForSelector(".done");
  assert.ok((await fetched(desk, here, code, "confirmation")).equals(answer));
});
