// SPDX-License-Identifier: EUPL-1.2
// Pictures of first pages: at upload, on the dossier's page, for whom the paper is; what cannot be
// looked at only has none.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { deflateSync } from "node:zlib";
import { expectGoodPage, firstLogin, openDesk, openPage } from "./browser.mjs";
import { Province } from "./province.mjs";

const province = new Province();
const unit = "H14.40.21.01";
const form = () => `${address}/tiep-nhan/2.000815?dv=${unit}`;
let browser, page, address;

/* -- scans -- */

const crc32 = (bytes) => {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let k = 0; k < 8; k++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
};
const chunk = (type, data) => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const head = Buffer.alloc(4), tail = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
};
const png = (width, height, rows) => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
};
/** Left half red, right half white. */
const halves = (width, height) => {
  const row = Buffer.alloc(1 + 3 * width, 255);
  row[0] = 0;
  for (let x = 0; x < width / 2; x++) row.fill(0, 2 + 3 * x, 4 + 3 * x);
  return png(width, height, Buffer.concat(Array(height).fill(row)));
};
/** A page of A4 with its upper half red. */
const pdf = (content = "1 0 0 rg 0 421 595 421 re f", resources = "") => {
  const objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<${resources}>>>>`,
    `<</Length ${content.length}>>stream\n${content}\nendstream`];
  let text = "%PDF-1.7\n";
  const at = objects.map((object, i) => {
    const begin = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(begin).padStart(10, "0")} 00000 n \n`;
  });
  return Buffer.from(`${text}xref\n0 5\n0000000000 65535 f \n${at.join("")}`
    + `trailer<</Size 5/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`);
};

before(async () => {
  ({ address, browser, page } = await openDesk(province));
});

after(async () => {
  await browser?.close();
  await province.close();
});

/* -- what people do -- */

/** Receives a dossier with this scan, without JavaScript; its code. */
const receive = async (where, name, content) => {
  await where.goto(form());
  await where.fill("#o-ten", "Nông Văn Xem");
  await where.fill("[id='o-t.pages']", "5");
  await where.fill("[id='o-t.copies']", "2");
  await where.setInputFiles("[id='o-tep.ban_chinh']",
    { name, mimeType: "application/octet-stream", buffer: content });
  await where.click("button[value=xem]");
  await where.waitForSelector(".held");
};
const send = async (where) => {
  await where.click("button[value=gui]");
  await where.waitForURL(/\/da-nhan\//);
  return (await where.textContent(".code")).trim();
};
/** The picture that an element shows, as it came to the browser: size and some of its colours. */
const look = (where, selector) => where.$eval(selector, async (image) => {
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"),
    { width: image.naturalWidth, height: image.naturalHeight });
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const colour = (x, y) => {
    const [red, green] = drawing.getImageData(x * canvas.width, y * canvas.height, 1, 1).data;
    return red > 200 ? (green < 60 ? "red" : green > 200 ? "white" : "?") : "?";
  };
  return { size: [canvas.width, canvas.height],
    colours: [colour(0.2, 0.2), colour(0.8, 0.2), colour(0.2, 0.8), colour(0.8, 0.8)].join(" ") };
});

test("a PDF's first page stands where it is held, and on the dossier, without JavaScript", async () => {
  const plain = await openPage(browser, { javaScriptEnabled: false,
    storageState: await page.context().storageState() });
  await receive(plain, "đơn.pdf", pdf());
  const held = await plain.getAttribute(".page img", "src");
  assert.match(held, /^\/tai-len\/[0-9a-f]{32}\/nho$/);
  const code = await send(plain);
  await plain.context().close();
  await page.goto(`${address}/ho-so/${code}`);
  assert.deepEqual(await look(page, ".papers .page img"),
    { size: [141, 200], colours: "red red white white" });
  await expectGoodPage(page, "previews-dossier");
  const large = await page.request.get(address + await page.getAttribute(".papers .page", "href"));
  assert.equal(large.headers()["content-type"], "image/jpeg");
  assert.match(large.headers()["content-security-policy"], /sandbox/);
  assert.equal(large.headers()["cache-control"], "no-store");
  assert.ok((await large.body()).length > 1000);
  await page.click(".papers .page");
  assert.ok(await page.$eval("img", (image) => image.naturalHeight) === 1400);
  page.complaints.length = 0; // the browser's own frame around a picture has styles
});

test("a PNG is shown as soon as it has gone up", async () => {
  await page.goto(form());
  await page.setInputFiles("[id='o-tep.ban_chinh']",
    { name: "ảnh.png", mimeType: "image/png", buffer: halves(600, 300) });
  await page.waitForSelector("[data-scan='ban_chinh'] .page img");
  assert.deepEqual(await look(page, "[data-scan='ban_chinh'] .page img"),
    { size: [200, 100], colours: "red white red white" });
  await expectGoodPage(page, "previews-upload");
});

test("a JPEG, one that breaks off in the middle too: what came of it is shown", async () => {
  const jpeg = Buffer.from(await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 3000, height: 2000 });
    const drawing = canvas.getContext("2d");
    drawing.fillStyle = "#f00";
    drawing.fillRect(0, 0, 3000, 1000);
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 1000, 3000, 1000);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    return [...new Uint8Array(await blob.arrayBuffer())];
  }));
  for (const content of [jpeg, jpeg.subarray(0, jpeg.length * 3 / 4)]) {
    await receive(page, "chụp.jpg", content);
    const seen = await look(page, ".page img");
    assert.deepEqual(seen.size, [200, 133]);
    assert.match(seen.colours, /^red red /);
  }
});

test("broken files, bombs and pages without their fonts have no picture, and harm nobody", async () => {
  const bomb = png(7000, 7000, Buffer.alloc(7000 * 21001)); // 49 million pixels in 150 KB
  const cases = [["hỏng.pdf", Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(5000)]), false],
    ["chữ.pdf", pdf("BT /F1 24 Tf 100 700 Td (A) Tj ET",
      "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"), false],
    ["rộng.pdf", pdf("q 1 0 0 RG 0 0 m ".repeat(400000)), undefined],
    ["hỏng.png", Buffer.concat([halves(20, 20).subarray(0, 33), randomBytes(500)]), false],
    ["to.png", bomb, undefined]];
  for (const [name, content, shown] of cases) {
    await receive(page, name, content);
    const code = await send(page);
    await page.goto(`${address}/ho-so/${code}`);
    const answer = await page.request.get(`${address}/ho-so/${code}/giay/ban_chinh/nho`);
    assert.ok([200, 404].includes(answer.status()), `${name}: ${answer.status()}`);
    if (shown === false) {
      assert.equal(answer.status(), 404, name);
      assert.match(await answer.text(), /Không xem trước được/);
      await page.reload();
      assert.equal(await page.locator(".papers .page").count(), 0, name); // it is known by now
    }
    const scan = await page.request.get(`${address}/ho-so/${code}/giay/ban_chinh`);
    assert.ok((await scan.body()).equals(content), name); // the paper itself is there all the same
  }
});

test("pictures are for whom the paper is: no other unit, no stranger, nobody else's upload", async () => {
  await receive(page, "riêng.pdf", pdf());
  const held = await page.getAttribute(".page img", "src");
  const code = await send(page);
  const land = await openPage(browser);
  await firstLogin(land, address, "hoang.long", province.invite("song-hien", "hoang.long"));
  for (const what of ["nho", "xem"]) {
    const path = `/ho-so/${code}/giay/ban_chinh/${what}`;
    assert.equal((await page.request.get(address + path)).status(), 200);
    assert.equal((await land.request.get(address + path)).status(), 403);
    assert.equal((await fetch(address + path, { redirect: "manual" })).status, 303);
    assert.equal((await page.request.get(`${address}/ho-so/${code}/giay/ban_sao/${what}`)).status(), 404);
  }
  assert.equal((await page.request.get(address + held)).status(), 200);
  assert.equal((await land.request.get(address + held)).status(), 404);
  await land.context().close();
});

test("they lie beside the scan, are made once, and again when they are gone", async () => {
  await receive(page, "lại.pdf", pdf("1 0 0 rg 0 0 595 842 re f"));
  const code = await send(page);
  const path = `${address}/ho-so/${code}/giay/ban_chinh/nho`;
  assert.equal((await page.request.get(path)).status(), 200);
  const folder = province.path("song-hien/papers");
  const all = () => readdirSync(folder, { recursive: true }).filter((name) => /\.jpg$/.test(name)
    && !name.startsWith("uploads"));
  const made = all();
  const when = made.map((name) => statSync(join(folder, name)).mtimeMs);
  assert.ok(made.length >= 2);
  await page.request.get(path);
  assert.deepEqual(all().map((name) => statSync(join(folder, name)).mtimeMs), when);
  for (const name of made) rmSync(join(folder, name));
  assert.equal((await page.request.get(path)).status(), 200);
  const scans = readdirSync(folder, { recursive: true }).filter((name) => /^..\/..\/[0-9a-f]{64}$/.test(name));
  for (const name of scans) chmodSync(join(folder, name), 0o600); // damaged on disk: no picture of it
  const last = scans.map((name) => join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  for (const name of all()) rmSync(join(folder, name));
  const bytes = readFileSync(last);
  bytes[bytes.length - 9] ^= 1;
  writeFileSync(last, bytes);
  assert.equal((await page.request.get(path)).status(), 404);
});
