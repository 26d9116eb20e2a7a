// SPDX-License-Identifier: EUPL-1.2
// Whoever runs a node: how it and the coordinator are, the certificates of nodes over TLS, an incident
// that is mended, accounts, the line cut.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province, until } from "./province.mjs";

const province = new Province({ tls: true });
const C = () => ["-C", province.path("coordinator")];
let browser, address, page, dossier, wire;

/** A procedure whose choice cannot be made for some dossiers: they stand still with an incident. */
const broken = (version, divisor) => `return procedure {
  code = "1.999999", version = "${version}", field = "Thử", name = "Thử sự cố",
  legal_basis = { "Luật" }, fee = vnd(0), start = "receive", time_limit = untimed,
  fields = { so = number { label = "Số" } },
  steps = {
    human "receive" { unit = "one_stop", level = "commune", role = "receiver",
      limit = working_hours(2), on = { complete = "route", refuse = "refused" } },
    choose "route" { by = function(d) return 10 // ${divisor} > 1 and "a" or "b" end,
      cases = { a = "granted", b = "refused" }, otherwise = "granted" },
    finish "granted" { outcome = "granted" },
    finish "refused" { outcome = "refused", form = "03" },
  },
}
`;

const value = (id, what) =>
  page.textContent(`#${id} tr:has(th:text-is("${what}")) td:nth-child(2)`);

before(async () => {
  await province.startCoordinator();
  const files = province.path("files");
  mkdirSync(files);
  writeFileSync(join(files, "su_co.lua"), broken("1", "d.so"));
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua",
    join(files, "su_co.lua"));
  address = await province.startNode("tinh-cao-bang");
  wire = await province.wire("song-hien");
  await province.startNode("song-hien", "line.down = 2");
  browser = await openBrowser();
  page = await openPage(browser);
  dossier = lienthong(...C(), "submit", "--procedure", "1.999999", "--unit", "H14.40.21.01", "--as",
    "mai.huong", "--channel", "direct", "--applicant", "Nông Văn Một", "--id-number",
    "999055000001", "--field", "so=0").match(/H14\.40\.21\.01-\d+-\d+/)[0];
  lienthong(...C(), "act", dossier, "complete", "--as", "mai.huong", "--unit", "H14.40.21.01");
});

after(async () => {
  await browser?.close();
  await province.close();
});

test("whoever runs the node logs in and sees how it is; officers do not", async () => {
  const word = province.invite("tinh-cao-bang", "quan.tri", "--admin");
  assert.ok(await firstLogin(page, address, "quan.tri", word, "nav a:text('Vận hành')"), "a second factor");
  await page.goto(`${address}/van-hanh`);
  assert.equal(await value("may-tram", "Đường truyền tới máy chủ"), "thông");
  assert.match(await value("may-chu", "Sự cố của cả tỉnh"), /^1$/);
  assert.match(await value("may-chu", "Sao lưu gần nhất"), /chưa bao giờ/);
  assert.match(await page.textContent("#may-chu"), /lienthong backup/); // red lines say what to do
  await expectGoodPage(page, "operator");
  const other = await openPage(browser);
  await firstLogin(other, address, "luc.thu", province.invite("tinh-cao-bang", "luc.thu"));
  const answer = await other.goto(`${address}/van-hanh`);
  assert.equal(answer.status(), 403);
  assert.equal((await page.goto(`${address}/viec`)).status(), 403); // nor the other way round
  await page.goto(`${address}/van-hanh`);
});

test("the nodes are those the tool names", async () => {
  const told = JSON.parse(lienthong(...C(), "nodes", "--json"));
  const rows = await page.$$eval("#cac-may-tram tbody tr", (all) =>
    all.map((row) => [row.cells[0].textContent, row.cells[1].textContent]));
  assert.deepEqual(rows.map((r) => r[0]).sort(), told.map((n) => n.node).sort());
  assert.deepEqual(rows.filter((r) => r[1] === "đang nối").map((r) => r[0]).sort(),
    ["song-hien", "tinh-cao-bang"]);
});

/** Whole days that the certificate in a file has still. */
const daysLeft = (file) => Math.floor(
  (Date.parse(new X509Certificate(readFileSync(province.path(file))).validTo) - Date.now()) / 86_400_000);

/** A node in the table: its cells. */
const nodeRow = async (name) => {
  const row = page.locator("#cac-may-tram tbody tr", { has: page.locator(`td:text-is("${name}")`) });
  const [node, state, heard, version, certificate, todo] = await row.locator("td").allTextContents();
  return { node, state, heard, version, certificate, todo,
    light: await row.locator("td:nth-child(5)").evaluate((cell) => cell.querySelector(".light")?.className) };
};

test("certificates: the days of each node, of this one and of the coordinator", async () => {
  const own = daysLeft("tinh-cao-bang/node.pem");
  assert.ok(own > 800, `${own} days`);
  assert.equal(await value("may-tram", "Chứng thư của máy trạm"), `còn ${own} ngày`);
  assert.equal(await value("may-chu", "Chứng thư máy chủ"),
    `còn ${daysLeft("coordinator/ca/coordinator.pem")} ngày`);
  for (const node of ["tinh-cao-bang", "song-hien"]) {
    const row = await nodeRow(node);
    assert.equal(row.certificate, `còn ${daysLeft(`${node}/node.pem`)} ngày`);
    assert.deepEqual([row.todo, row.light], ["", "light calm"]);
  }
  const never = await nodeRow("thue"); // of the directory, and not enrolled
  assert.deepEqual([never.state, never.certificate, never.light], ["vắng", "không có", undefined]);
});

test("a certificate that ends soon and is not renewed is red, with what to do, also when it is away",
  async () => {
    await province.stop("coordinator");
    province.set("coordinator", "tls.days", 5); // and so is each renewal
    await province.startCoordinator();
    await province.startNode("nuoc-hai");
    await until("the node", async () => {
      await page.goto(`${address}/van-hanh`);
      return (await page.locator("#cac-may-tram").count()) && (await nodeRow("nuoc-hai")).state === "đang nối";
    });
    const ends = await nodeRow("nuoc-hai");
    assert.deepEqual([ends.certificate, ends.light], ["còn 4 ngày", "light late"]);
    assert.match(ends.todo, /chưa tự gia hạn được: xem nhật ký máy trạm/);
    assert.match((await nodeRow("song-hien")).certificate, /^còn \d{3} ngày$/);
    await expectGoodPage(page, "operator-certificates");
    await province.stop("nuoc-hai");
    await until("it is away", async () => {
      await page.goto(`${address}/van-hanh`);
      return (await nodeRow("nuoc-hai")).state === "vắng";
    });
    assert.match((await nodeRow("nuoc-hai")).todo, /nối lại để tự gia hạn, hoặc ghi danh lại/);
    lienthong(...C(), "revoke", "nuoc-hai", "--reason", "Mất máy");
    await page.goto(`${address}/van-hanh`);
    const revoked = await nodeRow("nuoc-hai");
    assert.deepEqual([revoked.certificate, revoked.todo],
      ["không có", "Đã thu hồi; muốn dùng lại thì ghi danh lại."]);
  });

test("a backup that was made is seen", async () => {
  lienthong(...C(), "backup", province.path("ban-sao"));
  await page.goto(`${address}/van-hanh`);
  assert.doesNotMatch(await value("may-chu", "Sao lưu gần nhất"), /chưa bao giờ/);
});

test("what the node keeps of another history is red, with what to do, until somebody removes it", async () => {
  const aside = province.path("tinh-cao-bang/records.aside-1");
  mkdirSync(aside);
  await page.goto(`${address}/van-hanh`);
  assert.equal(await value("may-tram", "Bản sao cũ giữ riêng"), "1");
  assert.match(await page.textContent("#may-tram"), /lienthong reconcile/);
  await expectGoodPage(page, "operator-aside");
  rmdirSync(aside);
  await page.goto(`${address}/van-hanh`);
  assert.doesNotMatch(await page.textContent("#may-tram"), /Bản sao cũ/);
});

test("an incident says why, comes back while its cause is there, and is gone once it is not",
  async () => {
    assert.ok((await page.textContent("#su-co")).includes(dossier));
    await page.click("#su-co >> text=Chạy lại");
    await page.waitForSelector(".done");
    assert.ok((await page.textContent("#su-co")).includes(dossier));
    writeFileSync(join(province.path("files"), "su_co.lua"), broken("2", "(d.so + 1)"));
    province.publish(join(province.path("files"), "su_co.lua"));
    const fixed = JSON.parse(lienthong(...C(), "procedures", "--json")).procedures
      .find((p) => p.code === "1.999999" && p.version === "2");
    lienthong(...C(), "act", dossier, "--retry", "--definition", fixed.hash);
    await page.goto(`${address}/van-hanh`);
    assert.equal(await page.$("#su-co"), null);
  });

/** The node's line is cut until the clock says so; what it then tells is on the page. */
async function downUntil(time, count) {
  wire.cut();
  await until("the coordinator to notice", async () => {
    await page.goto(`${address}/van-hanh`);
    const row = page.locator("#cac-may-tram tr", { hasText: "song-hien" });
    return !/đang nối/.test(await row.textContent());
  });
  lienthong(...C(), "practice", time);
  wire.mend();
  await until("the node's word", async () => {
    await page.goto(`${address}/van-hanh`);
    return (await page.locator("#mat-tuyen tbody tr").count()) === count;
  });
}

test("a line that was down: the time is given back, or not and why", async () => {
  await page.goto(`${address}/van-hanh`);
  assert.equal(await page.$("#mat-tuyen"), null);
  await downUntil("2024-06-03T10:00", 1);
  const first = page.locator("#mat-tuyen tbody tr").first();
  assert.match(await first.textContent(), /song-hien.*10:00 03\/06\/2024.*chờ xem/s);
  await expectGoodPage(page, "operator-lines");
  await first.locator("button[value=bo]").click();
  await page.waitForSelector("main .problem"); // not without a reason
  await first.locator("button[value=tra]").click();
  await page.waitForSelector("main .done");
  assert.match(await first.textContent(), /đã trả lại thời gian.*quan\.tri/s);
  assert.equal(await first.locator("button").count(), 0);
  await downUntil("2024-06-03T11:30", 2);
  await first.locator("input[name=ghi]").fill("cắt điện có báo trước");
  await first.locator("button[value=bo]").click();
  await page.waitForSelector("main .done");
  assert.match(await first.textContent(), /đã bỏ qua.*cắt điện có báo trước/s);
  const told = lienthong(...C(), "line", "--all");
  assert.match(told, /đã trả lại thời gian/);
  assert.match(told, /đã bỏ qua/);
});

test("an officer is invited and shut out again", async () => {
  await page.fill("#ten", "ha.minh");
  await page.click("text=Mời >> nth=-1");
  const word = (await page.textContent(".done .code")).trim();
  const other = await openPage(browser);
  await firstLogin(other, address, "ha.minh", word);
  await page.goto(`${address}/van-hanh`);
  await page.click('#tai-khoan tr:has(td:text-is("ha.minh")) >> text=Đóng');
  await page.waitForSelector(".done");
  await other.goto(`${address}/viec`);
  assert.match(other.url(), /\/vao/);
});

test("with the line cut the node's own state is still there, and says what to do", async () => {
  await province.stop("coordinator");
  await page.goto(`${address}/van-hanh`);
  assert.match(await value("may-tram", "Đường truyền tới máy chủ"), /đứt từ/);
  assert.match(await page.textContent("#may-tram"), /Kiểm tra mạng/);
  assert.equal(await page.$("#may-chu"), null);
  await expectGoodPage(page, "operator-cut");
  await page.click("text=English");
  await page.waitForSelector("text=This node");
  await expectGoodPage(page, "operator-english");
});
