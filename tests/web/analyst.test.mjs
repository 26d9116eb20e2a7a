// SPDX-License-Identifier: EUPL-1.2
// Those who write procedures: the catalogue, a picture with what stands at each step, versions and
// what differs, a version that one proposes and another releases.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province, until } from "./province.mjs";

const root = process.env.LT_SOURCE_ROOT;
const national = join(root, "procedures/national/chung_thuc/chung_thuc_ban_sao.lua");
const code = "2.000815";
const province = new Province();
let browser, address, hanh, son, files;

const submit = (name) =>
  lienthong("-C", province.path("coordinator"), "submit", "--procedure", code, "--unit",
    "H14.40.21.01", "--as", "mai.huong", "--channel", "direct", "--applicant", name,
    "--id-number", "999055000001", "--field", "pages=5", "--field", "copies=2", "--paper",
    "ban_chinh").match(/H14\.40\.21\.01-\d+-\d+/)[0];

/** A file of the analyst's, made from one of the catalogue. @return its path */
function draft(name, change) {
  const path = join(files, name);
  writeFileSync(path, change(readFileSync(national, "utf8")));
  return path;
}

const cell = (page, step, column) =>
  page.textContent(`#buoc tr[data-step="${step}"] td:nth-child(${column})`);

before(async () => {
  await province.startCoordinator();
  files = province.path("files");
  mkdirSync(files);
  const directory = join(files, "danh_ba.lua");
  writeFileSync(directory,
    readFileSync(join(root, "procedures/directory/three_levels.lua"), "utf8")
      .replace('role "head" {', 'role "head" { publishes = true,'));
  province.publish("procedures/calendars/vn.lua", directory, national);
  address = await province.startNode("tinh-cao-bang");
  browser = await openBrowser();
  hanh = await openPage(browser);
  son = await openPage(browser);
  await firstLogin(hanh, address, "be.hanh", province.invite("tinh-cao-bang", "be.hanh"));
  await firstLogin(son, address, "trieu.son", province.invite("tinh-cao-bang", "trieu.son"));
});

after(async () => {
  await browser?.close();
  await province.close();
});

test("whoever neither writes nor releases procedures has no such page", async () => {
  const other = await openPage(browser);
  await firstLogin(other, address, "luc.thu", province.invite("tinh-cao-bang", "luc.thu"));
  assert.equal(await other.$("nav >> text=Thủ tục"), null);
  for (const path of ["/thu-tuc", `/thu-tuc/${code}`]) {
    const answer = await other.goto(address + path);
    assert.equal(answer.status(), 403, path);
  }
});

test("the catalogue finds a procedure without accents, and counts what runs everywhere", async () => {
  submit("Nông Văn Một");
  submit("Nông Văn Hai");
  await hanh.click("nav >> text=Thủ tục");
  await hanh.fill("#q", "chung thuc");
  await hanh.keyboard.press("Enter");
  await hanh.waitForURL(/q=chung/);
  assert.equal(await hanh.textContent("tbody tr td:nth-child(1)"), code);
  assert.equal(await hanh.textContent("tbody tr td:nth-child(6)"), "2"); // at another's unit
  await expectGoodPage(hanh, "catalogue");
  await hanh.fill("#q", "khong co");
  await hanh.keyboard.press("Enter");
  await hanh.waitForURL(/q=khong/);
  assert.equal(await hanh.$("tbody tr"), null);
});

test("the picture says how many stand at each step, and the table says the same", async () => {
  const dossier = submit("Nông Văn Ba");
  lienthong("-C", province.path("coordinator"), "act", dossier, "complete", "--as", "mai.huong",
    "--unit", "H14.40.21.01");
  await hanh.goto(`${address}/thu-tuc/${code}`);
  assert.equal(await cell(hanh, "receive", 4), "2");
  const marks = await hanh.$$eval(".picture .mark title", (all) => all.map((t) => t.textContent));
  assert.equal(marks.length, 2);
  assert.ok(marks.some((words) => words.includes("2 hồ sơ, 0 quá hạn, 0 sự cố")));
  await expectGoodPage(hanh, "procedure");
  await hanh.click("text=In quy trình nội bộ");
  const printed = await hanh.$$eval("tbody tr td:nth-child(2)", (all) =>
    all.map((cell) => cell.textContent));
  const told = lienthong("print", national, "--html").replaceAll("&quot;", '"');
  assert.equal(printed.length, told.match(/<tr><td>|<tr class="h"><td>/g).length);
  for (const work of printed) assert.ok(told.includes(work), work);
  await expectGoodPage(hanh, "process");
});

const chosen = (page, ...paths) => page.setInputFiles("#tep", paths);

test("a bad file is refused with file, line and remedy, and nothing is proposed", async () => {
  const bad = draft("hong.lua", (text) => text.replace("2025.1", "2025.2")
    .replace('start = "receive"', 'start = "recieve"'));
  await hanh.goto(`${address}/thu-tuc/de-nghi`);
  await chosen(hanh, bad);
  await hanh.click("text=Kiểm tra rồi đề nghị");
  await hanh.waitForSelector("#loi tbody tr");
  assert.equal(await hanh.textContent("#loi tbody tr td:nth-child(1)"), "hong.lua");
  assert.match(await hanh.textContent("#loi tbody tr td:nth-child(2)"), /^\d+$/);
  assert.match(await hanh.textContent("#loi tbody"), /receive/); // what it should have been
  await expectGoodPage(hanh, "proposal-bad");
  await hanh.goto(`${address}/thu-tuc/de-nghi`);
  assert.match(await hanh.textContent("main"), /Chưa có đề nghị nào/);
});

test("a failing test of the file is told, and keeps it from being proposed", async () => {
  const good = draft("ban_sao.lua", (text) => text.replace("2025.1", "2025.2"));
  const failing = join(files, "ban_sao_test.lua");
  writeFileSync(failing, 'test "một cộng một" (function(t) t:eq(2, 1 + 2) end)\n');
  await chosen(hanh, good, failing);
  await hanh.click("text=Kiểm tra rồi đề nghị");
  await hanh.waitForSelector("#loi tbody tr");
  assert.match(await hanh.textContent("#loi tbody"), /một cộng một/);
});

test("one proposes; its author cannot release it; another sees what it changes and releases it",
  async () => {
    const good = draft("ban_sao.lua", (text) => text.replace("2025.1", "2025.2")
      .replace("limit = working_hours(2)", "limit = working_hours(1)"));
    const tests = join(files, "ban_sao_test.lua");
    writeFileSync(tests, readFileSync(national.replace(".lua", "_test.lua"), "utf8"));
    await hanh.goto(`${address}/thu-tuc/de-nghi`);
    await chosen(hanh, good, tests);
    await hanh.fill("#loi-nhan", "bớt một giờ của bước tiếp nhận");
    await hanh.click("text=Kiểm tra rồi đề nghị");
    await hanh.waitForSelector(".done");
    await hanh.click("tbody tr td:nth-child(1) a");
    await hanh.waitForSelector("text=Người soạn:");
    assert.match(await hanh.textContent("main"), /phải là một người khác/);
    assert.equal(await hanh.$("text=Cho phép: cả gói có hiệu lực"), null);
    await expectGoodPage(hanh, "proposal-own");
    const form = { viec: "cho", _ma: await hanh.getAttribute("input[name=_ma]", "value") };
    await hanh.request.post(`${hanh.url()}/xong`, { form }); // by hand, past the page
    await hanh.reload();
    assert.match(await hanh.textContent("main"), /phải là một người khác/);

    await son.goto(hanh.url());
    const page = await son.textContent("main");
    assert.match(page, /Kịch bản thử đã đạt: 10/);
    assert.match(page, /2 giờ làm việc/);
    assert.match(page, /1 giờ làm việc/);
    assert.match(page, /W18/); // what the checker advises against stands beside it
    assert.match(page, /bớt một giờ/);
    await expectGoodPage(son, "proposal-other");
    await son.click("text=Cho phép: cả gói có hiệu lực");
    await son.waitForSelector(".done");
    const published = JSON.parse(lienthong("-C", province.path("coordinator"), "procedures",
      "--json"));
    const now = published.procedures.find((p) => p.version === "2025.2");
    assert.deepEqual([now.author, now.released_by], ["be.hanh", "trieu.son"]);
  });

test("a refusal takes a reason, and the author reads it", async () => {
  const other = draft("ban_sao.lua", (text) => text.replace("2025.1", "2025.3"));
  await hanh.goto(`${address}/thu-tuc/de-nghi`);
  await chosen(hanh, other);
  await hanh.click("text=Kiểm tra rồi đề nghị");
  await hanh.waitForSelector(".done");
  await son.goto(`${address}/thu-tuc/de-nghi`);
  await son.click("tbody tr td:nth-child(1) a");
  await son.fill("#ly-do", "thiếu căn cứ của lệ phí");
  await son.click("button >> text=Từ chối");
  await son.waitForSelector(".done");
  await hanh.goto(`${address}/thu-tuc/de-nghi`);
  assert.match(await hanh.textContent("tbody tr"), /đã từ chối: Triệu Văn Sơn.*thiếu căn cứ/);
  await expectGoodPage(hanh, "proposals");
});

test("two versions differ as the tool says; the picture is that of the version shown", async () => {
  lienthong("-C", province.path("coordinator"), "practice", "2024-06-03T08:05");
  await hanh.goto(`${address}/thu-tuc/${code}`);
  assert.equal(await cell(hanh, "receive", 4), "0"); // what runs keeps its version
  await hanh.click("text=khác gì bản 2025.1");
  await hanh.waitForSelector("ins");
  const told = JSON.parse(lienthong("diff", "--json", national, join(files, "ban_sao.lua")));
  const rows = await hanh.$$eval("tbody tr", (all) => all.length);
  assert.ok(rows >= 2 && told.differences.length >= 1);
  assert.match(await hanh.textContent("del >> nth=0"), /2025\.1/);
  await expectGoodPage(hanh, "differences");
  await hanh.goBack();
  await hanh.click("tbody td:first-child >> text=2025.1");
  await hanh.waitForURL(/ban=/);
  assert.equal(await cell(hanh, "receive", 4), "2");
});

test("a simulation says what the tool says for the same", async () => {
  await hanh.click("text=Mô phỏng");
  await hanh.fill("#den", "4");
  await hanh.fill("#thang", "1");
  await hanh.click("main button >> text=Mô phỏng");
  await hanh.waitForSelector("#ket-qua");
  const told = JSON.parse(lienthong("simulate", national, "--json", "--arrivals", "4", "--months",
    "1", "--directory", join(files, "danh_ba.lua"), "--calendar",
    join(root, "procedures/calendars/vn.lua")));
  assert.ok((await hanh.textContent("#ket-qua")).includes(`Nhận ${told.received},`));
  await expectGoodPage(hanh, "simulated");
});

test("a calendar goes the same way; which dates it moves is seen before anybody releases it", async () => {
  const centre = ["-C", province.path("coordinator")];
  const kept = await hanh.request.get(`${address}/thu-tuc/de-nghi/lich`);
  assert.match(kept.headers()["content-disposition"], /^attachment; filename="lich\.lua"/);
  const text = await kept.text();
  assert.equal(text, readFileSync(join(root, "procedures/calendars/vn.lua"), "utf8"));
  const directory = await hanh.request.get(`${address}/thu-tuc/de-nghi/danh-ba`);
  assert.equal(await directory.text(), readFileSync(join(files, "danh_ba.lua"), "utf8"));
  const late = join(files, "lich_bao.lua");
  writeFileSync(late, text.replace(/version = "[^"]+"/, 'version = "2026.9"')
    .replace('day_off { "2024-09-02"', 'day_off { "2024-06-03", "Nghỉ bão" },\n    $&'));
  await hanh.goto(`${address}/thu-tuc/de-nghi`);
  await chosen(hanh, late);
  await hanh.click("text=Kiểm tra rồi đề nghị");
  await hanh.waitForSelector(".done");
  await hanh.click("tbody tr td:nth-child(1) a");
  await hanh.waitForSelector("table.moves");
  await son.goto(hanh.url());
  const rows = await son.$$eval("table.moves tbody tr", (all) =>
    all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.ok(rows.length >= 3, `${rows.length} rows`);
  for (const row of rows) assert.match(row[4], /thêm nghỉ 03\/06\/2024 Nghỉ bão/);
  assert.match(await son.textContent(".moved"), new RegExp(`: ${rows.length}; .*: 3\\.`));
  assert.match(await son.textContent("pre.lines ins"), /Nghỉ bão|2026\.9/);
  await expectGoodPage(son, "proposal-calendar");
  const number = son.url().match(/\d+$/)[0];
  const told = lienthong(...centre, "procedures", "--proposed", number);
  for (const [code, , from, to] of rows)
    assert.ok(told.split("\n").some((line) => [code, from, to].every((w) => line.includes(w))), told);
  const due = (code) => JSON.parse(lienthong(...centre, "due", code, "--json")).due_changes.length;
  assert.equal(due(rows[0][0]), 0); // nothing has moved yet
  await son.click("text=Cho phép: cả gói có hiệu lực");
  await son.waitForSelector(".done");
  await until("the dates to move", () => rows.every(([code]) => due(code) > 0));
  assert.equal(await (await son.request.get(`${address}/thu-tuc/de-nghi/lich`)).text(),
    readFileSync(late, "utf8"));
});

test("in English everything around the data is English", async () => {
  await hanh.goto(`${address}/thu-tuc/${code}`);
  await hanh.click("text=English");
  await hanh.waitForSelector("text=Where the dossiers of this version are");
  await expectGoodPage(hanh, "procedure-english");
  await hanh.goto(`${address}/thu-tuc/de-nghi`);
  await expectGoodPage(hanh, "proposals-english");
});

test("with the line cut the figures are those of this node, and the page says so", async () => {
  await province.stop("coordinator");
  await hanh.goto(`${address}/thu-tuc/${code}`);
  await hanh.waitForSelector(".problem");
  assert.match(await hanh.textContent(".problem"), /line is down/);
  await expectGoodPage(hanh, "procedure-cut");
});
