// SPDX-License-Identifier: EUPL-1.2
// An officer's day at the commune: in, a list, a dossier taken up and passed on, out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, firstLogin, openCommune, password } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const province = new Province();
let browser, page, address, code;

const submit = (name) =>
  lienthong("-C", province.path("song-hien"), "submit", "--procedure", "2.000815", "--unit",
    "H14.40.21.01", "--as", "mai.huong", "--channel", "direct", "--applicant", name,
    "--id-number", "999055000001", "--field", "pages=5", "--field", "copies=2", "--paper",
    "ban_chinh").match(/H14\.40\.21\.01-\d+-\d+/)[0];

before(async () => {
  ({ address, browser, page } = await openCommune(province));
});

after(async () => {
  await browser?.close();
  await province.close();
});

test("whoever is not logged in sees the login, and comes back to where they wanted", async () => {
  await page.goto(`${address}/viec`);
  assert.match(page.url(), /\/vao\?toi=\/viec$/);
  await expectGoodPage(page, "login");
});

test("an officer comes in with a one-time password and chooses one of their own", async () => {
  const word = province.invite("song-hien", "mai.huong");
  await firstLogin(page, address, "mai.huong", word);
  await page.click("text=Đăng xuất");
  await page.fill("#ten", "mai.huong");
  await page.fill("#mk", word);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".problem"); // it opens once
  await page.fill("#mk", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".units");
});

test("the list shows what waits, and a name that looks like markup is a name", async () => {
  code = submit('Nguyễn <b>Ánh</b> & "Mẹ"');
  await page.goto(`${address}/viec`);
  assert.equal(await page.textContent("tbody tr td:nth-child(6)"), 'Nguyễn <b>Ánh</b> & "Mẹ"');
  assert.match(await page.textContent("tbody tr .light"), /^còn \d+ giờ/);
  await expectGoodPage(page, "inbox");
});

test("tabs say how much waits; a name is found without accents, a scanned code opens its dossier",
  async () => {
    assert.match(await page.textContent(".tabs"), /Mới \(1\)Đang xử lý \(0\)/);
    await page.click(".tabs >> text=Đang xử lý");
    assert.match(await page.textContent("main"), /Không có việc nào/);
    await page.keyboard.press("/");
    await page.keyboard.type("nguyen");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#ket-qua tbody tr");
    assert.match(await page.textContent("#ket-qua"), /Ánh/);
    await expectGoodPage(page, "search");
    await page.fill("#q", "");
    await page.locator("#q").pressSequentially("999055");
    await page.waitForSelector("#ket-qua tbody tr"); // as one types
    await page.fill("#q", code);
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/ho-so/${code}`));
    await page.goto(`${address}/viec`);
  });

test("a dossier is taken up and passed on, and its history says so", async () => {
  await page.click(`text=${code}`);
  await page.waitForSelector(".facts");
  await expectGoodPage(page, "dossier");
  await page.click("text=Nhận việc này");
  await page.waitForSelector(".done");
  await page.click("button[value=complete]");
  await page.waitForSelector(".done");
  assert.match(await page.textContent(".history"), /Mai Thị Hương/);
  await page.goto(`${address}/viec`);
  assert.equal(await page.$(`text=${code}`), null);
});

test("a refusal takes a reason; the citizen may withdraw; ends have Vietnamese names", async () => {
  const other = submit("Hoàng Thị Mận");
  await page.goto(`${address}/ho-so/${other}`);
  assert.doesNotMatch(await page.textContent("main"), /refused/);
  await page.click("button[value=refuse]");
  await page.waitForSelector(".problem"); // no reason was given
  await page.focus(".fold summary");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Nộp nhầm thủ tục");
  await expectGoodPage(page, "dossier-withdraw");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".done");
  assert.match(await page.textContent(".facts"), /rút/);
  assert.match(await page.textContent(".history"), /Nộp nhầm thủ tục/);
  assert.equal(await page.$(".fold"), null); // nothing more can be done to it
  await page.goto(`${address}/viec`);
});

test("in English everything around the data is English", async () => {
  await page.click("text=English");
  await page.waitForSelector("text=My work");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await expectGoodPage(page, "inbox-english");
  await page.click("text=Tiếng Việt");
});

test("a post from elsewhere, or with a stale token, changes nothing", async () => {
  const other = submit("Trần Văn Ba");
  const form = { viec: "nhan", dv: "H14.40.21.01", buoc: "1", _ma: "00112233445566778899aabbccddeeff" };
  const stale = await page.request.post(`${address}/ho-so/${other}/lam`, { form });
  assert.equal(stale.status(), 403);
  await page.goto(`${address}/ho-so/${other}`);
  form._ma = await page.getAttribute("input[name=_ma]", "value");
  const cross = await page.request.post(`${address}/ho-so/${other}/lam`,
    { form, headers: { "Sec-Fetch-Site": "cross-site" } });
  assert.equal(cross.status(), 403);
  await page.reload();
  assert.ok(await page.$("text=Nhận việc này"));
});

test("what is not there, not allowed or not understood has a page that says what to do", async () => {
  for (const [path, status] of [["/khong-co", 404], ["/ho-so/H14.99-240603-000001", 404],
    ["/ho-so/%2e%2e%2fetc", 404], ["/ra", 405]]) {
    const answer = await page.goto(address + path);
    assert.equal(answer.status(), status, path);
    assert.ok(await page.$("main .problem"), path);
  }
});

test("who is shut out is out at once", async () => {
  lienthong("-C", province.path("song-hien"), "account", "shut", "mai.huong");
  await page.goto(`${address}/viec`);
  assert.match(page.url(), /\/vao/);
});
