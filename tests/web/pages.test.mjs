// SPDX-License-Identifier: EUPL-1.2
// Every page there is, as its people see it: in both languages no rule of WCAG 2.1 A or AA is broken
// at 100 % and 200 %, and nothing is cut off there or on a phone. A route that no row opens fails.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { expectGoodPage, expectWholePage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, meanwhile, Province, until } from "./province.mjs";

const root = process.env.LT_SOURCE_ROOT;
const province = new Province();
const unit = "H14.40.21.01", copies = "2.000815", land = "1.013978";
const at = {}; // addresses by node
let browser, wire, dossier, waiting, check;

const centre = (...args) => lienthong("-C", province.path("coordinator"), ...args);
const tool = (...args) => meanwhile("-C", province.path("song-hien"), ...args);
const submit = (procedure, name, ...more) =>
  centre("submit", "--procedure", procedure, "--unit", unit, "--as", "mai.huong", "--channel", "direct",
    "--applicant", name, "--id-number", "999055000001", ...more).match(/H14\.40\.21\.01-\d+-\d+/)[0];
const copy = (name) => submit(copies, name, "--field", "pages=5", "--field", "copies=2", "--paper",
  "ban_chinh");

/** What the coordinator then does not accept: done with the line cut, when it was withdrawn already. */
async function makeConflict() {
  const refused = copy("Hứa Văn Rút");
  const holds = async (word, ...args) => (await tool(...args, "--unit", unit)).includes(word);
  await until("the copy", () => holds(refused, "list"));
  wire.cut();
  await until("the cut", () => province.log("song-hien").includes("line_down"));
  await tool("act", refused, "complete", "--as", "mai.huong", "--unit", unit);
  centre("act", refused, "--withdraw", "--as", "mai.huong", "--unit", unit, "--note", "công dân rút");
  wire.mend();
  await until("the refusal", () => holds(refused, "conflicts"));
}

async function loginAdmin(page) {
  const word = province.invite("tinh-cao-bang", "quan.tri", "--admin");
  assert.ok(await firstLogin(page, at.tinh, "quan.tri", word, "nav a:text('Vận hành')"), "a second factor");
}

before(async () => {
  await province.startCoordinator("2024-06-03T08:00");
  const file = province.path("ban_sao.lua");
  const national = readFileSync(join(root, "procedures/national/chung_thuc/chung_thuc_ban_sao.lua"), "utf8");
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/dat_dai/cap_giay_chung_nhan_lan_dau.lua",
    "procedures/national/chung_thuc/chung_thuc_ban_sao.lua");
  wire = await province.wire("song-hien");
  at.xa = await province.startNode("song-hien");
  at.tinh = await province.startNode("tinh-cao-bang");
  dossier = submit(land, "Hoàng Đức Bình", "--field", "parcel_area:text=01267", "--field",
    "land_use_fee=true", "--paper", "don");
  waiting = submit(land, "Nông Thị Chờ", "--field", "parcel_area:text=01267", "--paper", "don");
  centre("act", waiting, "missing", "--as", "mai.huong", "--unit", unit, "--note", "Trích đo thửa đất");
  for (let i = 0; i < 3; i++) copy(`Công Tằng Tôn Nữ Thị Ái Nữ Hoàng Lan ${i}`);
  await makeConflict();
  check = JSON.parse(centre("show", dossier, "--json")).dossier.check;
  centre("practice", "2024-06-05T08:00"); // copies are late
  writeFileSync(file, national.replace("2025.1", "2025.2").replace("working_hours(2)", "working_hours(1)"));
  province.publish(file);
  const directory = readFileSync(join(root, "procedures/directory/three_levels.lua"), "utf8");
  writeFileSync(province.path("danh_ba.lua"), directory.replace('version = "2025.0"', 'version = "2025.0.1"')
    .replace('role "head" {', 'role "head" { publishes = true,'));
  province.publish(province.path("danh_ba.lua")); // from here on by two
  writeFileSync(file, national.replace("2025.1", "2025.3"));
  lienthong("-C", province.path("tinh-cao-bang"), "publish", file, "--as", "be.hanh", "--unit", "H14.01");
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await province.close();
});

const tabs = ["all", "new", "held", "soon", "late", "wait", "sign", "give", "from", "sent"];
const go = (path) => (page, address) => page.goto(address + path);
const lookUp = async (page, address) => {
  await page.goto(`${address}/tra-cuu`);
  await page.fill("#ma", dossier);
  await page.fill("#tra", check);
  await page.click("main button");
  await page.waitForURL(/xem/);
};

const chooseMany = async (page, address) => {
  await page.goto(`${address}/viec?dv=${unit}&ngan=all`);
  for (const box of (await page.locator("input[name=chon]").all()).slice(1, 3)) await box.check();
};
const receiving = async (page, address) => {
  await page.goto(`${address}/tiep-nhan/${land}?dv=${unit}`);
  await page.fill("#o-ten", "Lò Văn Thiếu");
  await page.click("button[value=xem]"); // with what is missing
  await page.waitForSelector(".problem");
};
/** A page that the procedure's own page leads to. */
const fromProcedure = (link) => async (page, address) => {
  await page.goto(`${address}/thu-tuc/${copies}`);
  await page.click(`main a[href*='${link}']`);
  await page.waitForURL((url) => url.href.includes(link));
};
const simulated = async (page, address) => {
  await fromProcedure("/mo-phong")(page, address);
  await page.fill("#den", "4");
  await page.fill("#thang", "1");
  await page.click("main form button >> nth=-1");
  await page.waitForSelector("#ket-qua");
};

/** Every page: its route, who looks, how they come there. */
const table = [
  ["/vao", "visitor", go("/vao?toi=/viec")],
  ["/vao", "visitor", async (page, address) => {
    await page.goto(`${address}/vao`);
    await page.fill("#ten", "mai.huong");
    await page.fill("#mk", "sai mật khẩu rồi");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".problem");
  }],
  ["/vao/ma", "analyst", go("/vao/ma")],
  ...tabs.map((tab) => ["/viec", "desk", go(`/viec?dv=${unit}&ngan=${tab}`)]),
  ["/viec/nhieu", "desk", async (page, address) => {
    await chooseMany(page, address);
    await page.click("button[value=chuyen]");
    await page.waitForSelector("#ghi");
  }],
  ["/viec/nhieu", "desk", async (page, address) => {
    await chooseMany(page, address);
    await page.click("button[value=nhan]");
    await page.waitForSelector("p[role=status]");
  }],
  ["/tim", "desk", go("/tim?q=hoang")],
  ["/ho-so/:", "desk", (page, address) => page.goto(`${address}/ho-so/${dossier}`)],
  ["/ho-so/:", "desk", async (page, address) => {
    await page.goto(`${address}/ho-so/${dossier}`);
    for (const fold of await page.locator("main summary").all()) await fold.click();
  }],
  ["/ho-so/:", "desk", (page, address) => page.goto(`${address}/ho-so/${waiting}`)],
  ["/tiep-nhan", "desk", go("/tiep-nhan")],
  ["/tiep-nhan/:", "desk", go(`/tiep-nhan/${land}?dv=${unit}`)],
  ["/tiep-nhan/:", "desk", receiving],
  ["/da-nhan/:", "desk", (page, address) => page.goto(`${address}/da-nhan/${dossier}`)],
  ["/phieu", "desk", (page, address) => page.goto(`${address}/phieu?ma=${dossier}&so=01`)],
  ["/phieu", "desk", (page, address) => page.goto(`${address}/phieu?ma=${dossier}&so=06`)],
  ["/vuong-mac", "desk", go("/vuong-mac")],
  ["/lam-thay", "desk", go("/lam-thay")],
  ["/lanh-dao", "head", go("/lanh-dao")],
  ["/lanh-dao", "head", go("/lanh-dao?gap=2")],
  ["/lanh-dao/danh-sach", "head", go("/lanh-dao/danh-sach?so=open")],
  ["/da-xem", "head", go("/da-xem?q=")],
  ["/thu-tuc", "analyst", go("/thu-tuc")],
  ["/thu-tuc/:", "analyst", go(`/thu-tuc/${copies}`)],
  ["/thu-tuc/:", "analyst", go(`/thu-tuc/${land}`)],
  ["/thu-tuc/:/quy-trinh", "analyst", fromProcedure("/quy-trinh")],
  ["/thu-tuc/:/khac", "analyst", fromProcedure("/khac")],
  ["/thu-tuc/:/mo-phong", "analyst", fromProcedure("/mo-phong")],
  ["/thu-tuc/:/mo-phong", "analyst", simulated],
  ["/thu-tuc/de-nghi", "analyst", go("/thu-tuc/de-nghi")],
  ["/thu-tuc/de-nghi/:", "analyst", async (page, address) => {
    await page.goto(`${address}/thu-tuc/de-nghi`);
    await page.click("tbody tr td:nth-child(1) a");
    await page.waitForURL(/de-nghi\/./);
  }],
  ["/van-hanh", "admin", go("/van-hanh")],
  ["/tra-cuu", "citizen", go("/tra-cuu")],
  ["/tra-cuu/:", "citizen", (page, address) => page.goto(`${address}/tra-cuu/${dossier}`)],
  ["/tra-cuu/xem", "citizen", lookUp],
  ["404", "desk", go("/khong-co")],
  ["403", "desk", go("/van-hanh")],
];

/** Answers that are no pages of their own: who asks for each, in which test's words. */
const files = {
  "/": ["journey", "firstLogin"],
  "/tim/nhanh": ["desk", "as one types"],
  "/lanh-dao/bang.csv": ["board", "bang.csv"],
  "/thu-tuc/de-nghi/lich": ["analyst", "/thu-tuc/de-nghi/lich"],
  "/thu-tuc/de-nghi/danh-ba": ["analyst", "/thu-tuc/de-nghi/danh-ba"],
  "/thu-tuc/:/nguon": ["pages", "main a[href*='/nguon']"],
  "/ho-so/:/giay/:": ["papers", "/giay/ban_chinh"],
  "/ho-so/:/giay/:/nho": ["previews", "nho"],
  "/ho-so/:/giay/:/xem": ["previews", "xem"],
  "/tai-len/:/nho": ["previews", "nho"],
  "/tai-len/:/xem": ["previews", "xem"],
};

test("every route that answers a GET is opened here, or is a file with a test of its own", () => {
  const folder = join(root, "worker/web/pages");
  const routes = readdirSync(folder).filter((name) => name.endsWith(".c")).flatMap((name) =>
    [...readFileSync(join(folder, name), "utf8").matchAll(/\{LT_HTTP_GET, "([^"]+)"/g)].map((m) => m[1]));
  assert.ok(routes.length >= 34, `${routes.length} routes`);
  const opened = new Set([...table.map(([route]) => route), ...Object.keys(files)]);
  assert.deepEqual(routes.filter((route) => !opened.has(route)), []);
  assert.deepEqual([...opened].filter((route) => route.startsWith("/") && !routes.includes(route)),
    ["/viec/nhieu"]); // the answer to a POST
  for (const [route, [name, words]] of Object.entries(files))
    assert.ok(readFileSync(join(root, `tests/web/${name}.test.mjs`), "utf8").includes(words), route);
});

test("the source of a procedure is a file to keep, as it was published", async () => {
  const page = await openPage(browser);
  await people.analyst[1](page, at.tinh);
  await page.goto(`${at.tinh}/thu-tuc/${land}`);
  const link = page.locator("main a[href*='/nguon']");
  assert.equal(await link.count(), 1, await page.textContent("body"));
  const answer = await page.request.get(at.tinh + await link.getAttribute("href"));
  assert.match(answer.headers()["content-disposition"], /^attachment; filename="1\.013978\.lua"/);
  assert.equal(await answer.text(),
    readFileSync(join(root, "procedures/national/dat_dai/cap_giay_chung_nhan_lan_dau.lua"), "utf8"));
  await page.context().close();
});

/** Who looks: at which node, and how they come in. */
const officer = (node, id) => (page, address) => firstLogin(page, address, id, province.invite(node, id));
const people = {
  desk: ["xa", officer("song-hien", "mai.huong")],
  citizen: ["xa", () => {}],
  visitor: ["xa", () => {}],
  head: ["tinh", officer("tinh-cao-bang", "dam.trung")],
  analyst: ["tinh", officer("tinh-cao-bang", "be.hanh")],
  admin: ["tinh", loginAdmin],
};

for (const [who, [node, comesIn]] of Object.entries(people))
  test(`what ${who} sees, in Vietnamese and in English`, async () => {
    const page = await openPage(browser), address = at[node];
    await comesIn(page, address);
    for (const lang of ["vi", "en"]) {
      await page.context().addCookies([{ name: "ngon_ngu", value: lang, url: address }]);
      const seen = {};
      for (const [route, viewer, open] of table) {
        if (viewer !== who || (lang === "en" && route !== "/viec" && seen[route] >= 2)) continue;
        await open(page, address);
        seen[route] = (seen[route] ?? 0) + 1;
        const name = `${route.replaceAll(/[/:]+/g, "-").replace(/^-|-$/g, "")}-${seen[route]}-${lang}`;
        if (route !== "/phieu") assert.equal(await page.getAttribute("html", "lang"), lang, name);
        await expectGoodPage(page, `pages-${name}`, lang === "vi" ? [1, 2] : [2]);
        await expectWholePage(page, `pages-${name}`);
      }
    }
    await page.context().close();
  });
