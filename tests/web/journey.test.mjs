// SPDX-License-Identifier: EUPL-1.2
// A first land certificate in the province that tools/demo sets up, from the counter to the citizen's
// hands: commune, land office of the district and of the province, tax, each in browsers of their own,
// the commune's line cut in the middle; receipt and control sheet printed, looked up by its citizen.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province, until } from "./province.mjs";

const province = new Province();
const addresses = {}; // by node
const people = {}; // by officer: their page, and their node's address
let browser, wire, code, check, alone;

async function seat(officer, node) {
  const page = await openPage(browser);
  await firstLogin(page, addresses[node], officer, province.invite(node, officer));
  people[officer] = { page, address: addresses[node] };
}

before(async () => {
  await province.startCoordinator("2024-06-05T08:00");
  const published = join(process.env.LT_SOURCE_ROOT, "tools/demo.d/published");
  for (const files of readFileSync(published, "utf8").trim().split("\n"))
    province.publish(...files.split(" "));
  clock("08:05 05/06/2024");
  wire = await province.wire("song-hien");
  for (const node of ["song-hien", "dat-dai", "tinh-cao-bang", "thue"])
    addresses[node] = await province.startNode(node);
  browser = await openBrowser();
  await seat("mai.huong", "song-hien");
});

after(async () => {
  await browser?.close();
  await province.close();
});

const clock = (time) => lienthong("-C", province.path("coordinator"), "practice", time);
const shown = (which = code) => lienthong("-C", province.path("coordinator"), "show", which);
const main = (page) => page.textContent("main");

/** A stretch of the way; where it was lost, what follows cannot be gone. */
let lost = false;
const stretch = (name, walk) => test(name, async (t) => {
  if (lost) return t.skip("lost on the way here");
  lost = true;
  await walk();
  lost = false;
});

/** What only programs should read: names of outcomes, steps, events and roles. */
const codes = new RegExp("\\b(complete|pass|agree|eligible|answered|drafted|signed|issued|granted|appraise|" +
  "opinion|conclude|kind_of_duty|with_fee|tax_land_use|draft|issue|receive|treasury\\.paid|receiver|" +
  "land_officer|tax_officer|leader|clerk|mai\\.huong|hoang\\.long)\\b");

/** What was typed at the counter stands before each who decides on it. */
async function tellsTheParcel(page) {
  const text = await main(page);
  for (const part of ["Phường Sông Hiến", "Thửa 12, tờ 5", "180", "999055000002"])
    assert.ok(text.includes(part), part);
}

/** The dossier on the page of an officer, once it has come to the step; in words. */
async function atStep(officer, title) {
  const { page, address } = people[officer];
  await until(`${title} at ${officer}`, async () => {
    await page.goto(`${address}/ho-so/${code}`);
    return (await page.locator("section.step h2").allTextContents()).some((t) => t.includes(title));
  });
  assert.doesNotMatch(await main(page), codes);
  return page;
}

async function press(page, outcome) {
  await page.click(`button[name=kq][value=${outcome}]`);
  await page.waitForSelector(".done");
}

/** Prints the form that the page links to, as the browser does it. @return its text */
async function printed(page, link, sheets) {
  await page.click(link);
  await page.waitForSelector("h1:has-text('HỒ SƠ')");
  const pdf = await page.pdf({ preferCSSPageSize: true });
  assert.equal(pdf.toString("latin1").match(/\/Type \/Page\b/g).length, sheets);
  const text = await page.textContent("body");
  assert.doesNotMatch(text, codes);
  if (process.env.LT_PICTURES) {
    mkdirSync(process.env.LT_PICTURES, { recursive: true });
    const name = join(process.env.LT_PICTURES, `journey-form-${text.match(/Mẫu số (\d\d)/)[1]}`);
    writeFileSync(`${name}.pdf`, pdf);
    await page.screenshot({ path: `${name}.png`, fullPage: true });
  }
  return text;
}

/** A land dossier at the counter, up to the page that says it is received. @return its code */
async function receive(name) {
  const { page, address } = people["mai.huong"];
  await page.goto(`${address}/tiep-nhan/1.013978?dv=H14.40.21.01`);
  await page.fill("#o-ten", name);
  await page.fill("#o-giay_to", "999055000002");
  await page.selectOption("[id='o-t.parcel_area']", { label: "Phường Sông Hiến, Thành phố Cao Bằng" });
  await page.fill("[id='o-t.parcel']", "Thửa 12, tờ 5");
  await page.fill("[id='o-t.square_metres']", "180");
  await page.selectOption("[id='o-t.land_use_fee']", "1");
  await page.check("[id='o-g.don']");
  await page.check("[id='o-g.giay_to_dat']");
  await page.click("button[value=gui]");
  await page.waitForURL(/\/da-nhan\//);
  await expectGoodPage(page, `journey-received-${name.length}`);
  return (await page.textContent(".code")).trim();
}

stretch("the counter receives it, prints the receipt and hands it on", async () => {
  code = await receive("Hoàng Đức Bình");
  assert.match(code, /^H14\.40\.21\.01-240605-\d{6}$/);
  const { page } = people["mai.huong"];
  const text = await printed(page, "a:has-text('In giấy tiếp nhận')", 1);
  assert.match(text, /Hoàng Đức Bình/);
  check = text.match(/Mã tra cứu: ([0-9A-Z]{4}-[0-9A-Z]{4})/)?.[1];
  assert.ok(check, "the receipt bears look-up characters");
  assert.match(text, /30 ngày làm việc/); // Cao Bằng's own version
  await press(await atStep("mai.huong", "Tiếp nhận"), "complete");
  await expectGoodPage(page, "journey-passed-on");
});

stretch("with the line cut the commune receives, prints and acts alone, and each page tells", async () => {
  await seat("hoang.long", "song-hien");
  await atStep("hoang.long", "Trích lục");
  wire.cut();
  const { page, address } = people["hoang.long"];
  await until("the page to tell of the cut", async () => {
    await page.goto(`${address}/ho-so/${code}`);
    return (await page.locator(".band.down:has-text('Đang mất đường truyền tới máy chủ')").count()) > 0;
  });
  await press(page, "pass");
  await expectGoodPage(page, "journey-alone");
  assert.match(await page.textContent(".band"), /1 việc đã làm còn chờ gửi/);
  assert.match(await main(page), /Chờ ý kiến của Chi nhánh .*, Văn phòng Đăng ký đất đai tỉnh\./);
  alone = await receive("Bế Thị Nương");
  const desk = people["mai.huong"].page;
  assert.match(await main(desk), /máy trạm tạm ghi hồ sơ/);
  assert.match(await printed(desk, "a:has-text('In giấy tiếp nhận')", 1), /Mã tra cứu: [0-9A-Z]{4}-[0-9A-Z]{4}.*Bế Thị Nương/s);
  await desk.goto(`${address}/viec`);
  assert.match(await desk.locator("tr", { hasText: alone }).textContent(), /chờ máy chủ ghi nhận/);
  await expectGoodPage(desk, "journey-alone-desk");
  assert.doesNotMatch(shown(), /kiểm tra bản đồ/); // nothing crossed
  assert.throws(() => shown(alone));
});

stretch("the line is back: what was done alone goes out once, to district and province", async () => {
  wire.mend();
  await seat("ban.chien", "dat-dai");
  await seat("duong.yen", "tinh-cao-bang");
  await atStep("duong.yen", "kiểm tra bản đồ");
  assert.match(shown(alone), /Bế Thị Nương/);
  assert.equal(shown().match(/hoàn thành bước “Trích lục/g).length, 1);
  const desk = people["mai.huong"];
  await until("nothing to be provisional any more", async () => {
    await desk.page.goto(`${desk.address}/viec`);
    return !/chờ máy chủ ghi nhận|chờ gửi/.test(await desk.page.textContent("body"));
  });
  const { page } = people["duong.yen"];
  await tellsTheParcel(page);
  await page.fill("textarea", "Bản đồ lưu ở tỉnh khớp thực địa");
  await press(page, "agree");
  await expectGoodPage(page, "journey-province");
  await press(await atStep("ban.chien", "kiểm tra bản đồ"), "agree");
});

stretch("after the posting the commune concludes, and tax answers with the sum to pay", async () => {
  await atStep("hoang.long", "Niêm yết");
  clock("08:00 27/06/2024");
  let page = await atStep("hoang.long", "Kết luận");
  await page.check("input[name=g][value=phieu_chuyen]");
  await press(page, "eligible");
  await seat("hoang.tam", "thue");
  page = await atStep("hoang.tam", "Thuế xác định");
  await tellsTheParcel(page);
  await page.click("button:has-text('Nhận')");
  await page.waitForSelector(".done");
  await page.click("summary:has-text('Điền thêm')");
  await page.fill("[name='t2.amount_due']", "36000000");
  await page.check("input[name=g][value=thong_bao_thue]");
  await expectGoodPage(page, "journey-tax");
  await press(page, "answered");
});

/** The citizen's own telephone. @return what it shows of the dossier */
async function lookUp(node) {
  const page = await openPage(browser, { viewport: { width: 360, height: 740 } });
  await page.goto(`${addresses[node]}/tra-cuu`);
  await page.fill("#ma", code);
  await page.fill("#tra", check);
  await page.click("main button");
  await page.waitForURL(/\/tra-cuu\/xem/);
  const text = await main(page);
  assert.doesNotMatch(text, codes);
  await expectGoodPage(page, `journey-citizen-${node}`);
  await page.context().close();
  return text;
}

stretch("the citizen sees what to pay, pays, and the certificate is signed and handed over", async () => {
  const page = await atStep("mai.huong", "Chờ thực hiện nghĩa vụ");
  assert.match(await lookUp("tinh-cao-bang"), /Bạn cần nộp nghĩa vụ tài chính/);
  await page.click("button[value='treasury.paid']");
  await page.waitForSelector(".done");
  await press(await atStep("hoang.long", "In Giấy chứng nhận"), "drafted");
  await seat("phan.chinh", "song-hien");
  const leader = await atStep("phan.chinh", "ký Giấy chứng nhận");
  await leader.check("input[name=g][value=gcn]");
  await press(leader, "signed");
  await seat("ly.suong", "song-hien");
  await press(await atStep("ly.suong", "Vào sổ"), "issued");
  await press(await atStep("mai.huong", "Trả kết quả"), "counter");
  await expectGoodPage(page, "journey-handed-over");
  assert.doesNotMatch(await main(page), codes);
  assert.match(shown(), /đã trả/i);
});

stretch("the control sheet tells who had it, from when to when, and whether in time", async () => {
  const { page, address } = people["mai.huong"];
  await page.goto(`${address}/ho-so/${code}`);
  const text = await printed(page, "a:has-text('Mẫu 06')", 3);
  for (const part of ["Bộ phận Một cửa phường Sông Hiến", "Địa chính - Xây dựng phường Sông Hiến",
    "Chi nhánh VPĐKĐĐ thành phố Cao Bằng", "Văn phòng Đăng ký đất đai tỉnh", "Chi cục Thuế thành phố Cao Bằng",
    "Mai Thị Hương", "Hoàng Đức Long", "Dương Hải Yến", "Trước hạn"])
    assert.ok(text.includes(part), part);
  assert.doesNotMatch(text, /quá hạn, xong|Quá hạn/);
});

stretch("code and characters of the receipt show the citizen the whole way and its end", async () => {
  const text = await lookUp("song-hien");
  for (const part of ["Đã trả kết quả", "Hẹn trả dời đến", "Chi nhánh", "Thuế xác định tiền sử dụng đất",
    "Chủ tịch UBND cấp xã ký Giấy chứng nhận"])
    assert.ok(text.includes(part), part);
  for (const secret of ["Hoàng Đức Bình", "999055000002", "Mai Thị Hương"])
    assert.ok(!text.includes(secret), secret);
});
