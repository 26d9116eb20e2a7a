// SPDX-License-Identifier: EUPL-1.2
// What the other tests rely on: a process that ends unasked is told with how and its last words, and
// fails the test file; a page that cannot be read by all is found out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectGoodPage, openBrowser, openPage } from "./browser.mjs";
import { Province, until } from "./province.mjs";

const province = new Province();

before(async () => {
  await province.startCoordinator();
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  await province.startNode("song-hien");
});

after(() => province.close());

test("what is stopped, killed and started again was asked to", async () => {
  await province.stop("song-hien");
  await province.startNode("song-hien");
  await province.stop("song-hien", "SIGKILL");
  await province.startNode("song-hien");
  assert.ok(await until("nothing", () => true));
});

test("a process that falls ends all waiting, and closing says which, how and its last words",
  async () => {
    process.kill(province.pid("song-hien"), "SIGABRT");
    await assert.rejects(until("what never comes", () => false),
      /song-hien ended by itself \(SIGABRT\):\n.*started port=.*\n.*what never comes/s);
    await assert.rejects(province.close(), /song-hien ended by itself \(SIGABRT\)/);
    assert.equal(process.exitCode, 1);
    process.exitCode = 0;
  });

test("one pale word far down a long table, or over another, is found; so is a picture without words", async () => {
  const browser = await openBrowser();
  try {
    const page = await openPage(browser);
    const rows = (pale) => Array.from({ length: 40 }, (_, i) =>
      `<tr><td><span>${i}</span></td><td class="${i === pale ? "pale" : "plain"}"><b>chữ</b></td></tr>`).join("");
    const show = async (pale, more = "") => {
      await page.setContent(`<!doctype html><html lang="vi"><title>thử</title><h1>thử</h1><table>${rows(pale)}</table>${more}`);
      await page.addStyleTag({ content: `.pale b { color: #bbb } .plain b { color: #222 } tr { background: #fff }
        .over { position: absolute; top: 0; color: #bbb; background: #fff }
        .dark { background: #111; color: #444 } @media (max-width: 700px) { .narrow { color: #ccc } }` });
      await page.evaluate(() => { // as files would bring it
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(document.querySelector("style").textContent);
        document.querySelector("style").remove();
        document.adoptedStyleSheets = [sheet];
      });
    };
    await show(-1);
    await expectGoodPage(page, "plain");
    const found = async (what, ...shown) => {
      await show(...shown);
      await assert.rejects(expectGoodPage(page, "pale"), what);
    };
    await found(/color-contrast: <b>chữ<\/b>/, 37);
    await found(/color-contrast: <p class="over">/, -1, '<p class="over">chữ</p>');
    await found(/color-contrast: <i>/, -1, '<p class="dark"><i>chữ</i></p>');
    await found(/ at 200 %.*color-contrast: <p class="narrow">/s, -1, '<p class="narrow">chữ</p>');
    await found(/image-alt/, -1, '<img src="data:,">');
    await found(/link-name/, -1, `<a href="/x"></a>`);
  } finally {
    await browser.close();
  }
});
