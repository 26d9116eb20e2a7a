// SPDX-License-Identifier: EUPL-1.2
// What the citizen takes home, and what it opens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const province = new Province();
const site = "https://dichvucong.caobang.gov.vn";
let browser, officer, address, code, check;

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
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua");
  address = await province.startNode("song-hien", `web.url = ${site}`);
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
