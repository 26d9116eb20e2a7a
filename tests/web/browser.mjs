// SPDX-License-Identifier: EUPL-1.2
// A real browser (Debian's Chromium, without the parts of a window, which are half its work), people
// who log in with it, and what every page must keep to.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.LT_PICTURES;
export const password = "ngã tư số bảy cây đa";

export async function openBrowser() {
  return chromium.launch({ executablePath: "/usr/bin/chromium-headless-shell", args: ["--no-sandbox"] });
}

/** A page of one person's browser; a complaint of the browser's fails the test. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error" && !/status of [45]\d\d/.test(line.text()))
      page.complaints.push(line.text());
  });
  return page;
}

/** The six digits an authenticator app would show (RFC 6238). */
export function codeOf(secret, atMs = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The first login of an officer: one-time password, a password of their own, a second factor if one
 *  is asked for. What @p arrived selects stands on the page they come to.
 *  @return whether a second factor was asked for */
export async function firstLogin(page, address, officer, word, arrived = ".units") {
  await page.goto(`${address}/vao`);
  await page.fill("#ten", officer);
  await page.fill("#mk", word);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#moi");
  await page.fill("#mk", word);
  await page.fill("#moi", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(`#ma, ${arrived}`);
  const second = await page.$("#ma") !== null;
  if (second) {
    page.secret = await page.textContent(".secret code");
    await page.fill("#ma", codeOf(page.secret));
    await page.keyboard.press("Enter");
    await page.waitForSelector(arrived);
  }
  return second;
}

/** What most tests of officers' pages begin with: a commune's node, its coordinator with certified
 *  copies (and @p more procedures) in force, a browser. @return { address, browser, page } */
export async function openCommune(province, ...more) {
  await province.startCoordinator();
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua", ...more);
  const address = await province.startNode("song-hien");
  const browser = await openBrowser();
  return { address, browser, page: await openPage(browser) };
}

/** ... and its one-stop officer is logged in. */
export async function openDesk(province, ...more) {
  const opened = await openCommune(province, ...more);
  try {
    await firstLogin(opened.page, opened.address, "mai.huong",
      province.invite("song-hien", "mai.huong"));
  } catch (error) { // nobody else knows of it yet
    await opened.browser.close();
    throw error;
  }
  return opened;
}

/** What of a page cannot be reached at this width: the page itself scrolls to the side, or something
 *  to press or fill in is cut off outside of what scrolls by itself. */
const cutOff = () => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let e = element.parentElement; e; e = e.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(e).overflowX)) return true;
    return false;
  };
  const found = [];
  if (document.documentElement.scrollWidth > width)
    found.push(`the page is ${document.documentElement.scrollWidth} pixels wide`);
  for (const e of document.querySelectorAll("a, button, input, select, textarea, summary, h1, h2, p, svg")) {
    const box = e.getBoundingClientRect();
    const shown = box.width > 0 && box.bottom > 0 && box.right > 0 && !e.closest("dialog:not([open])");
    if (shown && (box.right > width + 1 || box.left < -1) && !scrolls(e))
      found.push(`${e.outerHTML.slice(0, 120)} ends at ${Math.round(box.right)}`);
  }
  return found;
};

async function keepPicture(page, name) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** Nothing is cut off at 100 %, at 200 % and on a telephone. */
export async function expectWholePage(page, name) {
  for (const width of [1280, 1280 / 2, 390]) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await page.evaluate(cutOff), [], `${name}, ${width} pixels wide`);
    if (width === 390) await keepPicture(page, `${name}-phone`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Runs in the page: the rules that are broken, as { rule: elements }. Contrast takes far longer than
 *  all else, and what it comes to is in an element's own style and in what lies behind it: of those
 *  that are alike in that, up to the root, one is looked at. What is positioned may lie over anything,
 *  so each of those is. */
const brokenRules = async () => {
  const { axe } = globalThis;
  const looks = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textShadow",
    "filter", "mixBlendMode", "visibility", "display"];
  const known = new Map([[null, ""]]), seen = new Map();
  const lookOf = (element) => {
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      const own = style.position === "static" ? looks.map((name) => style[name]).join() : `${known.size}`;
      const look = `${lookOf(element.parentElement)}/${own}`;
      if (!seen.has(look)) seen.set(look, seen.size); // short names: depth must not cost
      known.set(element, String(seen.get(look)));
    }
    return known.get(element);
  };
  const shown = new Map();
  for (const element of document.body.querySelectorAll("*"))
    if (element.value || [...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()))
      if (!shown.has(lookOf(element))) shown.set(lookOf(element), element);
  const options = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"] };
  const all = await axe.run(document, { ...options, rules: { "color-contrast": { enabled: false } } });
  const contrast = shown.size
    ? await axe.run({ include: [...shown.values()] }, { runOnly: ["color-contrast"], resultTypes: ["violations"] })
    : { violations: [] };
  return [...all.violations, ...contrast.violations]
    .map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ; ")}`);
};

/** No rule of WCAG 2.1 A or AA is broken at these zooms; nothing is inline; no complaint. */
export async function expectGoodPage(page, name, zooms = [1, 2]) {
  const html = await page.content();
  assert.doesNotMatch(html, /<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+="/, `${name}: inline`);
  await page.evaluate(axe); // past the page's policy, as a browser's own tools are
  for (const zoom of zooms) {
    await page.setViewportSize({ width: 1280 / zoom, height: 900 });
    const broken = await page.evaluate(brokenRules);
    assert.deepEqual(broken, [], `${name} at ${zoom * 100} %: ${broken.join("\n")}`);
    await keepPicture(page, `${name}-${zoom}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.deepEqual(page.complaints, [], `${name}: the browser complains`);
}

/** What a page costs on the line: { page, files }, files as they are sent compressed. */
export async function weightOf(page) {
  const paths = await page.evaluate(() => [...document.querySelectorAll("link[href], script[src]")]
    .map((e) => e.href || e.src));
  let files = 0;
  for (const path of new Set(paths)) {
    const answer = await fetch(path, { headers: { "Accept-Encoding": "gzip" } });
    assert.equal(answer.headers.get("content-encoding"), "gzip");
    files += Number(answer.headers.get("content-length"));
    await answer.arrayBuffer();
  }
  return { page: Buffer.byteLength(await page.content()), files };
}
