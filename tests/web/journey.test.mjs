// SPDX-License-Identifier: EUPL-1.2
// A first land certificate, from the counter to the citizen's hands: six people in browsers of their
// own at three agencies, and the commune's line cut in the middle.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province, until } from "./province.mjs";

const province = new Province();
const people = {}; // by officer: their page, and their node's address
let browser, wire, code;

async function seat(officer, node) {
  const page = await openPage(browser);
  await firstLogin(page, province.addresses[node], officer, province.invite(node, officer));
  people[officer] = { page, address: province.addresses[node] };
}

before(async () => {
  await province.startCoordinator("2024-06-05T08:05");
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/dat_dai/cap_giay_chung_nhan_lan_dau.lua");
  wire = await province.wire("song-hien");
  province.addresses = {
    "song-hien": await province.startNode("song-hien"),
    "dat-dai": await province.startNode("dat-dai"),
    thue: await province.startNode("thue"),
  };
  browser = await openBrowser();
  await seat("mai.huong", "song-hien");
});

after(async () => {
  await browser?.close();
  await province.close();
});

const clock = (time) => lienthong("-C", province.path("coordinator"), "practice", time);
const shown = () => lienthong("-C", province.path("coordinator"), "show", code);

/** The dossier on the page of an officer, once it has come to the step. */
async function atStep(officer, title) {
  const { page, address } = people[officer];
  await until(`${title} at ${officer}`, async () => {
    await page.goto(`${address}/ho-so/${code}`);
    return (await page.locator("section.step h2").allTextContents()).some((t) => t.includes(title));
  });
  return page;
}

async function press(page, outcome) {
  await page.click(`button[name=kq][value=${outcome}]`);
  await page.waitForSelector(".done");
}

test("the counter receives it, and prints the receipt", async () => {
  const { page, address } = people["mai.huong"];
  await page.goto(`${address}/tiep-nhan/1.013978?dv=H14.40.21.01`);
  await page.fill("#o-ten", "Hoàng Đức Bình");
  await page.fill("#o-giay_to", "999055000002");
  await page.fill("[id='o-t.parcel_area']", "01267");
  await page.fill("[id='o-t.parcel']", "Thửa 12, tờ 5");
  await page.fill("[id='o-t.square_metres']", "180");
  await page.selectOption("[id='o-t.land_use_fee']", "1");
  await page.check("[id='o-g.don']");
  await page.check("[id='o-g.giay_to_dat']");
  await page.click("button[value=gui]");
  await page.waitForURL(/\/da-nhan\//);
  code = (await page.textContent(".code")).trim().match(/H14\.40\.21\.01-\d{6}-\d{6}/)[0];
  await page.goto(`${address}/phieu?ma=${code}&so=01`);
  assert.match(await page.textContent("body"), /Hoàng Đức Bình/);
  const check = (await page.textContent("body")).match(/Mã tra cứu: ([0-9A-Z]{4}-[0-9A-Z]{4})/)?.[1];
  assert.ok(check, "the receipt bears look-up characters");
  await press(await atStep("mai.huong", "Tiếp nhận"), "complete");
});

test("with the line cut the land officer of the commune goes on; it is told, and it goes out after",
  async () => {
    await seat("hoang.long", "song-hien");
    await seat("ban.chien", "dat-dai");
    await atStep("hoang.long", "Trích lục");
    wire.cut();
    const { page, address } = people["hoang.long"];
    await until("the page to tell of the cut", async () => {
      await page.goto(`${address}/ho-so/${code}`);
      return /mất|ngắt|chưa nối/i.test(await page.textContent("body"));
    });
    await press(page, "pass");
    await expectGoodPage(page, "journey-alone");
    assert.doesNotMatch(shown(), /Chi nhánh VPĐKĐĐ kiểm tra bản đồ/); // nothing crossed
    wire.mend();
    await press(await atStep("ban.chien", "kiểm tra bản đồ"), "agree");
  });

test("after the posting the commune concludes, and tax answers with the sum to pay", async () => {
  await atStep("hoang.long", "Niêm yết");
  clock("08:00 27/06/2024");
  let page = await atStep("hoang.long", "Kết luận");
  await page.check("input[name=g][value=phieu_chuyen]");
  await press(page, "eligible");
  await seat("hoang.tam", "thue");
  page = await atStep("hoang.tam", "Thuế xác định");
  await page.click("button:has-text('Nhận')");
  await page.waitForSelector(".done");
  await page.click("summary:has-text('Điền thêm')");
  await page.fill("[name='t2.amount_due']", "36000000");
  await page.check("input[name=g][value=thong_bao_thue]");
  await press(page, "answered");
});

test("the citizen pays, sees where it is, and the certificate is signed and handed over", async () => {
  const page = await atStep("mai.huong", "Chờ thực hiện nghĩa vụ");
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
  assert.match(shown(), /đã trả/i);
});
