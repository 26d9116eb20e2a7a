// SPDX-License-Identifier: EUPL-1.2
// A dossier's page while the line is cut: what was done is said to be this node's word only; what the
// coordinator then refuses stands there with why and what may be done; who stands in for whom is not
// decided without it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province, until } from "./province.mjs";

const province = new Province();
const desk = "H14.40.21.01", justice = "H14.40.21.02";
let browser, address, wire, huong, an;

const there = (...args) => lienthong("-C", province.path("coordinator"), ...args);
// at the coordinator: the wire is this very process, and stands still while a tool runs
const submit = (name) =>
  there("submit", "--procedure", "2.000815", "--unit", desk, "--as", "mai.huong", "--channel", "direct",
    "--applicant", name, "--field", "pages=5", "--field", "copies=2", "--paper", "ban_chinh")
    .match(/H14\.40\.21\.01-\d+-\d+/)[0];
const login = async (officer) => {
  const page = await openPage(browser);
  await firstLogin(page, address, officer, province.invite("song-hien", officer));
  return page;
};
/** Opens the dossier until its page says so. */
const says = async (page, code, what, text) => until(what, async () => {
  await page.goto(`${address}/ho-so/${code}`);
  return text.test(await page.textContent("body"));
});
const cut = async (code) => {
  await says(huong, code, "the copy", /Nông|Lục/);
  wire.cut();
  await says(huong, code, "the page to tell of the cut", /Đang mất đường truyền/);
};
/** Pressed, and the line goes down before anybody has answered. */
const lostOnTheWay = async (button) => {
  wire.freeze();
  const pressed = huong.click(button);
  await until("it to be on its way", async () => {
    await an.goto(`${address}/viec`);
    return /1 việc đã làm còn chờ gửi/.test(await an.textContent("body"));
  });
  wire.cut();
  await pressed;
  await huong.waitForSelector("main .problem");
};
const press = async (page, outcome) => {
  await page.click(`button[value=${outcome}]`);
  await page.waitForSelector("main .done");
};

before(async () => {
  await province.startCoordinator();
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua");
  wire = await province.wire("song-hien");
  address = await province.startNode("song-hien");
  browser = await openBrowser();
  huong = await login("mai.huong");
  an = await login("nong.an");
});

after(async () => {
  await browser?.close();
  await province.close();
});

test("done while the line is cut: said to be kept here, until the coordinator has confirmed it",
  async () => {
    const code = submit("Nông Thị Mười");
    await cut(code);
    await press(huong, "complete");
    assert.match(await huong.textContent("main .done"), /chờ máy chủ xác nhận/);
    const told = await huong.textContent("main .provisional");
    assert.match(told, /chưa được máy chủ của tỉnh xác nhận/);
    assert.match(told, /tự gửi/); // and what happens next
    const rows = await huong.locator(".history tbody tr").allTextContents();
    assert.match(rows.at(-1), /\(tạm\)/);
    assert.doesNotMatch(rows[0], /\(tạm\)/); // that one is confirmed
    await expectGoodPage(huong, "dossier-provisional");
    wire.mend();
    await until("the coordinator's word", async () => {
      await huong.goto(`${address}/ho-so/${code}`);
      return (await huong.locator(".provisional").count()) === 0;
    });
    assert.doesNotMatch(await huong.textContent(".history"), /\(tạm\)/);
    assert.match(there("show", code), /Đối chiếu bản sao/);
  });

test("lost while the coordinator was asked: kept, told so, and done once", async () => {
  const code = submit("Nông Thị Hồi");
  await says(huong, code, "the copy", /Nông/);
  await lostOnTheWay("button[value=complete]");
  assert.match(await huong.textContent("main .problem"), /Đã giữ tại máy trạm.*Không cần làm lại/);
  await expectGoodPage(huong, "dossier-kept");
  wire.mend();
  const done = () => there("show", code).match(/hoàn thành bước/g)?.length;
  await until("the coordinator to have it", done);
  await says(huong, code, "nothing to wait", /Đối chiếu bản sao(?!.*chờ gửi)/s);
  assert.equal(done(), 1);
});

test("a dossier handed in as the line goes down: kept, and sending the form again tells its code", async () => {
  await huong.goto(`${address}/tiep-nhan/2.000815?dv=${desk}`);
  await huong.fill("#o-ten", "Lý Thị Giữ");
  await huong.fill("[id='o-t.pages']", "5");
  await huong.fill("[id='o-t.copies']", "2");
  await huong.check("[id='o-g.ban_chinh']");
  await lostOnTheWay("button[value=gui]");
  assert.match(await huong.textContent("main .problem"), /Máy trạm đã giữ hồ sơ này.*không bị nhận hai lần/s);
  assert.equal(await huong.inputValue("#o-ten"), "Lý Thị Giữ");
  await expectGoodPage(huong, "receive-kept");
  await huong.fill("[id='o-t.copies']", "3");
  await huong.click("button[value=gui]");
  await huong.waitForSelector("main .problem:has-text('nội dung khác')");
  await huong.fill("[id='o-t.copies']", "2");
  wire.mend();
  await until("its code", async () => {
    await huong.click("button[value=gui]");
    await huong.waitForSelector("main .problem, main .code");
    return (await huong.locator("main .code").count()) === 1;
  });
  assert.equal(there("search", "ly thi giu").match(/H14\.40\.21\.01-\d+-\d+/g).length, 1);
});

test("refused by the coordinator: on the dossier's page, with why, until it is settled", async () => {
  const code = submit("Lục Văn Tám");
  await cut(code);
  await press(huong, "complete");
  there("act", code, "--withdraw", "--as", "mai.huong", "--unit", desk, "--note", "công dân rút");
  wire.mend();
  await says(huong, code, "the refusal", /Máy chủ không nhận vì/);
  const conflict = huong.locator("section.conflict");
  assert.match(await conflict.textContent(), /hồ sơ đã kết thúc/);
  assert.match(await conflict.textContent(), /mai\.huong|Mai Thị Hương/);
  await expectGoodPage(huong, "dossier-conflict");
  await conflict.locator("button[value=thoi]").click(); // without a reason
  await huong.waitForSelector("main .problem");
  assert.match(huong.url(), new RegExp(code));
  await huong.locator("section.conflict button[value=lai]").click();
  await huong.waitForSelector("main .done");
  await says(huong, code, "the refusal again", /Máy chủ không nhận vì/);
  assert.equal((await an.goto(`${address}/vuong-mac`)).status(), 200);
  assert.doesNotMatch(await an.textContent("main"), new RegExp(code)); // another unit's
  await huong.locator("section.conflict input[name=ghi]").fill("công dân đã rút hồ sơ");
  await huong.locator("section.conflict button[value=thoi]").click();
  await huong.waitForSelector("main .done");
  await says(huong, code, "its end in the history", /thôi việc/);
  assert.equal(await huong.locator("section.conflict").count(), 0);
});

test("naming a deputy needs the line: refused with why, what was typed stays, later it goes",
  async () => {
    const name = async () => {
      await an.click("form.narrow button");
      await an.waitForSelector("main .done, main .problem");
    };
    await cut(submit("Nông Văn Chín"));
    await an.goto(`${address}/lam-thay?dv=${justice}`);
    await an.selectOption("#thay", "tran.binh");
    await an.fill("#tu", "2024-06-03");
    await an.fill("#den", "2024-06-05");
    await an.fill("#ghi", "QĐ 12");
    await name();
    assert.match(await an.textContent("main .problem"), /cần đường truyền tới máy chủ/);
    assert.equal(await an.inputValue("#ghi"), "QĐ 12");
    await expectGoodPage(an, "deputy-alone");
    wire.mend();
    await until("the line", async () => {
      await an.goto(`${address}/viec`);
      return !/Đang mất đường truyền/.test(await an.textContent("body"));
    });
    assert.doesNotMatch(await an.textContent("body"), /chờ gửi/); // nothing of it was kept
    await an.goto(`${address}/lam-thay?dv=${justice}`);
    assert.match(await an.textContent("main"), /Không ai đang hoặc sắp làm thay/);
    await an.selectOption("#thay", "tran.binh");
    await an.fill("#tu", "2024-06-03");
    await an.fill("#den", "2024-06-05");
    await an.fill("#ghi", "QĐ 12");
    await name();
    assert.match(await an.textContent("main"), /Trần Thị Bình/);
  });
