// SPDX-License-Identifier: EUPL-1.2
// Scans: chosen at receiving and on a dossier, cut in the middle and gone on with, refused for what
// they are, fetched again.
import assert from "node:assert/strict";
import {randomBytes} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {expectGoodPage, firstLogin, openDesk, openPage} from "./browser.mjs";
import {lienthong, Province, until} from "./province.mjs";

const province = new Province();
const unit = "H14.40.21.01";
const form = () => `${address}/tiep-nhan/2.000815?dv=${unit}`;
let browser, page, address, code;

/** A scan of so many bytes: begins as a PDF, and no two are alike. */
const scan = (name, bytes) => {
	const path = province.path(name);
	writeFileSync(path, Buffer.concat([ Buffer.from("%PDF-1.7\n"), randomBytes(bytes - 9) ]));
	return path;
};

before(async () => {
	({ address, browser, page } = await openDesk(province));
});

after(async () => {
	await browser?.close();
	await province.close();
});

const fillIn = async (where, name) => {
	await where.fill("#o-ten", name);
	await where.fill("[id='o-t.pages']", "5");
	await where.fill("[id='o-t.copies']", "2");
};

test("without JavaScript the form brings the scan itself, and it comes back byte for byte",
     async () => {
	     const plain = await openPage(browser, {
		     javaScriptEnabled : false,
		     storageState : await page.context().storageState()
	     });
	     const path = scan("ban chính.pdf", 3_000_000);
	     await plain.goto(form());
	     await fillIn(plain, "Nông Văn Không");
	     await plain.setInputFiles("[id='o-tep.ban_chinh']", path);
	     await plain.click("button[value=xem]");
	     assert.match(await plain.textContent(".held"), /ban chính\.pdf.*2,8 MB/s);
	     await plain.click("button[value=gui]"); // held: it is not chosen again
	     await plain.waitForURL(/\/da-nhan\//);
	     code = (await plain.textContent(".code")).trim();
	     await page.goto(`${address}/ho-so/${code}`);
	     await expectGoodPage(page, "papers-dossier");
	     const got = await page.request.get(`${address}/ho-so/${code}/giay/ban_chinh`);
	     assert.ok((await got.body()).equals(readFileSync(path)));
	     assert.match(got.headers()["content-disposition"],
			  /^attachment; filename="ban_chinh-H14/);
	     assert.match(got.headers()["content-security-policy"], /sandbox/);
	     assert.equal(got.headers()["x-content-type-options"], "nosniff");
	     assert.equal(got.headers()["content-type"], "application/pdf");
	     await until("the coordinator has it",
			 () => lienthong("-C", province.path("song-hien"), "paper", "--waiting")
				       .includes("Không có tệp nào"));
	     await plain.context().close();
     });

const held = (selector) => page.waitForSelector(`${selector}:has-text("Đã có tệp")`,
  { timeout: 60_000 });
const rowOf = (id) => `[data-scan='${id}'] output`;

test("50 MB in pieces: the node falls in the middle, and it goes on from where it was", async () => {
  const path = scan("dày.pdf", 52_428_800);
  province.set("song-hien", "web", new URL(address).host); // the same address after a restart
  await page.goto(form());
  await fillIn(page, "Hoàng Thị Dày");
  const offsets = [];
  page.on("request", (request) => {
    const at = new URL(request.url()).searchParams.get("tu");
    if (at) offsets.push(Number(at));
  });
  await page.setInputFiles("[id='o-tep.ban_chinh']", path);
  await until("a third is there", () => offsets.at(-1) > 17_000_000);
  await province.stop("song-hien", "SIGKILL");
  await page.waitForSelector(`${rowOf("ban_chinh")}.flaw`);
  const sent = offsets.length;
  assert.equal(await province.startNode("song-hien"), address);
  await held(rowOf("ban_chinh"));
  page.removeAllListeners("request");
  page.complaints.length = 0; // of the browser, about the line that was cut
  const again = offsets.slice(sent - 1).find((at) => at > 0);
  assert.ok(again > 16_000_000, `goes on from ${again}`);
  await expectGoodPage(page, "papers-held");
  await page.click("button[value=gui]");
  await page.waitForURL(/\/da-nhan\//);
  const thick = (await page.textContent(".code")).trim();
  const got = await page.request.get(`${address}/ho-so/${thick}/giay/ban_chinh`);
  assert.ok((await got.body()).equals(readFileSync(path)));
});

test("the node's memory does not grow with what is sent and fetched", async () => {
  const status = (name) => Number(readFileSync(`/proc/${province.pid("song-hien")}/status`, "utf8")
    .match(new RegExp(`${name}:\\s+(\\d+) kB`))[1]);
  const send = async (name, bytes) => {
    await page.goto(`${address}/ho-so/${code}`);
    await page.evaluate(() => { document.querySelector("[data-scan]").closest("details").open = true; });
    await page.selectOption("#giay", "ban_chinh");
    await page.setInputFiles("[id='o-tep.moi']", scan(name, bytes));
    await held(rowOf("moi"));
    await page.click("button:text-is('Đính kèm')");
    await page.waitForSelector(".done");
    await page.request.get(`${address}/ho-so/${code}/giay/ban_chinh`);
  };
  await send("nhỏ.pdf", 100_000);
  writeFileSync(`/proc/${province.pid("song-hien")}/clear_refs`, "5"); // the peak begins anew
  const before = status("VmHWM");
  await send("to.pdf", 50_000_000);
  const plain = await page.request.post(`${address}/ho-so/${code}/giay`, { maxRedirects: 0,
    multipart: { _ma: await page.getAttribute("input[name=_ma]", "value"), dv: unit,
      giay: "ban_chinh", "tep.moi": { name: "to2.pdf", mimeType: "application/pdf",
        buffer: readFileSync(scan("to2.pdf", 50_000_000)) } } });
  assert.equal(plain.status(), 303);
  const grown = status("VmHWM") - before;
  console.log(`# 2 x 50 MB up, 50 MB down: peak memory grew by ${grown} KiB`);
  assert.ok(grown <= 16 * 1024, `grew by ${grown} KiB`);
});

test("what cannot be taken is refused by name, with what to do", async () => {
  const sent = async (name, content) => { // by a form without JavaScript
    await page.goto(form());
    const answer = await page.request.post(form(), { multipart: { dv: unit, lam: "xem",
      _ma: await page.getAttribute("form.intake input[name=_ma]", "value"), ten: "A",
      lan: "7".repeat(32), "tep.ban_chinh": { name, mimeType: "application/pdf", buffer: content } } });
    return answer.text();
  };
  const big = Buffer.alloc(52_428_801, "%PDF-1.7 ");
  const png = Buffer.from("89504e470d0a1a0a0000000d49484452000040000000400008020000", "hex");
  assert.match(await sent("trang.pdf", Buffer.from("<html><script>alert(1)</script>")),
    /trang\.pdf: không phải loại tệp được nhận \(PDF, JPEG/);
  assert.match(await sent("ảnh.jpg", Buffer.from("%PDF-1.7 giấy tờ")),
    /ảnh\.jpg: tên tệp không hợp với nội dung/);
  assert.match(await sent("to.pdf", big), /to\.pdf: tệp \d+ byte, mỗi tệp nhiều nhất 50 MB/);
  assert.match(await sent("lớn.png", png), /lớn\.png: ảnh có 268 triệu điểm ảnh/);
  assert.match(await sent("rỗng.pdf", Buffer.alloc(0)), /rỗng\.pdf: tệp rỗng/);
  assert.match(await sent("../../../<b>.pdf", Buffer.from("MZ\x90")), /&lt;b&gt;\.pdf: không phải/);
  await page.goto(form());
  await page.setInputFiles("[id='o-tep.ban_chinh']", { name: "trang.pdf",
    mimeType: "application/pdf", buffer: Buffer.from("<html><script>alert(1)</script>".repeat(9)) });
  await page.waitForSelector(`${rowOf("ban_chinh")}.flaw`);
  assert.match(await page.textContent(rowOf("ban_chinh")), /trang\.pdf: không phải loại tệp/);
  await expectGoodPage(page, "papers-refused");
});

test("what somebody handed in before is offered, taken with one tick, and counted", async () => {
  const path = scan("lần đầu.pdf", 200_000);
  const receiveFor = async (number) => {
    await page.goto(form());
    await fillIn(page, "Lê Văn Lại");
    await page.fill("#o-giay_to", number);
    await page.click("button[value=cu]");
    await page.waitForSelector("form.intake");
  };
  await receiveFor("004075001234");
  assert.equal(await page.locator(".offer").count(), 0);
  assert.equal(await page.locator(".problem").count(), 0); // nothing is missing yet
  await page.setInputFiles("[id='o-tep.ban_chinh']", path);
  await held(rowOf("ban_chinh"));
  await page.click("button[value=gui]");
  await page.waitForURL(/\/da-nhan\//);
  const first = (await page.textContent(".code")).trim();
  await receiveFor(" 004075001234 ");
  assert.match(await page.textContent(".offer"), new RegExp(`Dùng lại bản đã nộp.*2024.*${first}`));
  await expectGoodPage(page, "papers-offer");
  await page.check(".offer input");
  await page.click("button[value=gui]"); // no file, no other tick
  await page.waitForURL(/\/da-nhan\//);
  const second = (await page.textContent(".code")).trim();
  await page.goto(`${address}/ho-so/${second}`);
  assert.match(await page.textContent(".papers"), /dùng lại/);
  const got = await page.request.get(`${address}/ho-so/${second}/giay/ban_chinh`);
  assert.ok((await got.body()).equals(readFileSync(path)));
  const report = JSON.parse(lienthong("-C", province.path("coordinator"), "report", "monthly",
    "--month", "2024-06", "--json"));
  assert.equal(report.totals.reused, 1);
  await receiveFor("004075009999"); // somebody else's are not offered
  assert.equal(await page.locator(".offer").count(), 0);
  const forged = await page.request.post(form(), { multipart: { dv: unit, lam: "xem", ten: "B",
    _ma: await page.getAttribute("form.intake input[name=_ma]", "value"), lan: "8".repeat(32),
    giay_to: "004075009999", "t.pages": "1", "t.copies": "1", "dl.ban_chinh": first } });
  assert.match(await forged.text(), /thiếu giấy tờ bắt buộc/);
  await page.goto(form());
  await page.click("text=English");
  await receiveFor("004075001234");
  await expectGoodPage(page, "papers-offer-english");
  await page.click("text=Tiếng Việt");
});

test("another unit of the province need not ask for it either; its scan comes when it is wanted", async () => {
  const there = "H14.51.21.01";
  const elsewhere = await province.startNode("nuoc-hai");
  const other = await openPage(browser);
  await firstLogin(other, elsewhere, "nong.duyen", province.invite("nuoc-hai", "nong.duyen"));
  await other.goto(`${elsewhere}/tiep-nhan/2.000815?dv=${there}`);
  await fillIn(other, "Lê Văn Lại");
  await other.fill("#o-giay_to", "004075001234");
  await other.click("button[value=cu]");
  assert.match(await other.textContent(".offer"), /Sông Hiến/);
  await other.check(".offer input");
  await other.click("button[value=gui]");
  await other.waitForURL(/\/da-nhan\//);
  const theirs = (await other.textContent(".code")).trim();
  const path = `${elsewhere}/ho-so/${theirs}/giay/ban_chinh`;
  const first = await other.goto(path);
  assert.equal(first.status(), 202); // it is not at this node yet
  assert.match(await other.textContent("main"), /Bản quét đang được máy trạm tải/);
  await expectGoodPage(other, "papers-on-the-way");
  await until("the scan is at the node", async () =>
    (await other.request.get(path)).headers()["content-type"] === "application/pdf");
  await other.context().close();
  await province.stop("nuoc-hai");
});

test("only people of units that have the dossier come near its papers", async () => {
  const land = await openPage(browser);
  await firstLogin(land, address, "hoang.long", province.invite("song-hien", "hoang.long"));
  const path = `${address}/ho-so/${code}/giay/ban_chinh`;
  assert.equal((await land.goto(path)).status(), 403);
  assert.doesNotMatch(await land.textContent("main"), /PDF/);
  assert.equal((await land.goto(`${address}/ho-so/${code}`)).status(), 403);
  assert.equal(await land.locator(".papers").count(), 0);
  assert.equal((await land.goto(`${address}/ho-so/${code}/giay/khong_co`)).status(), 403);
  const _ma = await land.getAttribute("input[name=_ma]", "value");
  const post = (dv) => land.request.post(`${address}/ho-so/${code}/giay`, { maxRedirects: 0,
    multipart: { _ma, dv, giay: "ban_chinh", "tep.moi": { name: "a.pdf",
      mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.7 ${"x".repeat(90)}`) } } });
  for (const dv of ["H14.40.21.03", unit]) {
    const told = (await post(dv)).headers()["set-cookie"];
    assert.match(told, /loi_nhan=problem\./, dv);
  }
  await land.context().close();
  const stranger = await openPage(browser);
  const answer = await stranger.request.get(path, { maxRedirects: 0 });
  assert.equal(answer.status(), 303); // to the login
  const big = await stranger.request.post(`${address}/ho-so/${code}/giay`, { maxRedirects: 0,
    multipart: { "tep.moi": { name: "a.pdf", mimeType: "application/pdf",
      buffer: Buffer.alloc(2_000_000) } } });
  assert.equal(big.status(), 413);
  await stranger.context().close();
});

test("with the line cut a scan is kept, and goes to the coordinator when it is back", async () => {
  await province.stop("coordinator", "SIGKILL");
  await until("the node knows", () => province.log("song-hien").includes("line_down"));
  const path = scan("khi đứt.pdf", 300_000);
  await page.goto(form());
  await fillIn(page, "Đàm Văn Đứt");
  await page.fill("#o-giay_to", "004075001234");
  await page.setInputFiles("[id='o-tep.ban_chinh']", path);
  await held(rowOf("ban_chinh"));
  await page.click("button[value=cu]");
  assert.match(await page.textContent(".problem"), /Chưa tìm được giấy tờ đã nộp trước đây: mất đường/);
  await page.click("button[value=gui]"); // it is received all the same
  await page.waitForURL(/\/da-nhan\//);
  const cut = (await page.textContent(".code")).trim();
  const got = await page.request.get(`${address}/ho-so/${cut}/giay/ban_chinh`);
  assert.ok((await got.body()).equals(readFileSync(path)));
  await province.startCoordinator();
  const out = province.path("back.pdf");
  await until("it is there", () => {
    try {
      lienthong("-C", province.path("coordinator"), "paper", cut, "--doc", "ban_chinh", "--out", out);
      return readFileSync(out).equals(readFileSync(path));
    } catch {
      return false;
    }
  });
});

test("a procedure says how long a paper serves again; behind its last day it is asked for anew", async () => {
  const source = readFileSync(join(process.env.LT_SOURCE_ROOT,
    "procedures/national/chung_thuc/chung_thuc_ban_sao.lua"), "utf8");
  const file = province.path("dung_lai.lua");
  const reused = () => JSON.parse(lienthong("-C", province.path("coordinator"), "report", "monthly",
    "--month", "2024-06", "--json")).totals.reused;
  const counted = reused();
  const lasting = `${address}/tiep-nhan/2.990815?dv=${unit}`;
  const offer = async () => {
    await page.goto(lasting);
    await fillIn(page, "Lê Văn Lại");
    await page.fill("#o-giay_to", "004075001234");
    await page.click("button[value=cu]");
    await page.waitForSelector("form.intake");
    return page.locator(".offer");
  };
  writeFileSync(file, source.replaceAll("2.000815", "2.990815")
    .replace('làm cơ sở chứng thực (xuất trình)",', "$& reuse_for = calendar_days(10),"));
  province.publish(file);
  assert.match(await (await offer()).textContent(), /; dùng lại được đến hết ngày 13\/06\/2024/);
  await page.check(".offer input");
  await page.click("button[value=gui]");
  await page.waitForURL(/\/da-nhan\//); // used again on the 3rd: that makes it no newer
  lienthong("-C", province.path("coordinator"), "practice", "23:59 13/06/2024");
  assert.match(await (await offer()).textContent(), /đến hết ngày 13\/06\/2024/);
  await page.check(".offer input");
  lienthong("-C", province.path("coordinator"), "practice", "00:00 14/06/2024");
  await page.click("button[value=gui]"); // it was offered a minute ago
  assert.match(await page.textContent(".problem"), /thiếu giấy tờ bắt buộc/);
  assert.equal(await (await offer()).count(), 0);
  await page.goto(form());
  await page.fill("#o-giay_to", "004075001234");
  await page.click("button[value=cu]"); // the other procedure says nothing of it
  assert.doesNotMatch(await page.textContent(".offer"), /đến hết ngày/);
  assert.equal(reused(), counted + 1);
});
