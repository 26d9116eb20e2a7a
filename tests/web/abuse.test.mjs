// SPDX-License-Identifier: EUPL-1.2
// What nobody should send: the pages go on, every answer is sane, and whoever is refused is told
// what to do, and written down.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { firstLogin, openBrowser, openPage, weightOf } from "./browser.mjs";
import { lienthong, Province, until } from "./province.mjs";

const province = new Province();
const corpus = join(process.env.LT_SOURCE_ROOT, "../shared/data/robustness-inputs/http1-corpus.tar.gz");
let address, port, browser, page;

before(async () => {
  await province.startCoordinator();
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua");
  address = await province.startNode("song-hien");
  port = Number(new URL(address).port);
  browser = await openBrowser();
  page = await openPage(browser);
  await firstLogin(page, address, "mai.huong", province.invite("song-hien", "mai.huong"));
  const files = ["web.crt", "web.key"].map((name) => province.path(name));
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
    "-subj", "/CN=localhost", "-days", "2", "-out", files[0], "-keyout", files[1]], { stdio: "ignore" });
  const secure = Number(new URL(await province.startNode("hop-giang", `web.cert = ${files[0]}`,
    `web.key = ${files[1]}`)).port);
  secureDrip = drip(`POST /vao HTTP/1.1\r\n${form}`, 5000, 1, 500,
    () => connectTls({ port: secure, host: "127.0.0.1", rejectUnauthorized: false }));
  drips = [secureDrip, drip(`POST /vao HTTP/1.1\r\n${form}`, 5000, 1, 500),
    drip("POST /api/v1/dossiers HTTP/1.1\r\nContent-Type: application/json", 5000, 1, 500)];
  honest = drip("POST /api/v1/dossiers HTTP/1.1\r\nContent-Type: application/json", 256_000, 4096, 400);
});

after(async () => {
  await browser?.close();
  await province.close();
});

/** Sends bytes as they are. @return what came back until the other side, or patience, ended */
function send(bytes, patienceMs = 2000) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const parts = [];
    const end = () => {
      socket.destroy();
      resolve(Buffer.concat(parts).toString("latin1"));
    };
    socket.on("data", (part) => parts.push(part));
    socket.on("error", end);
    socket.on("close", end);
    socket.setTimeout(patienceMs, end);
    socket.end(bytes);
  });
}

/** From an address of its own, so that nobody else's limits count. */
async function serves(from = "127.0.0.9") {
  const began = Date.now();
  const answer = await new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress: from });
    let text = "";
    socket.on("data", (part) => (text += part));
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
    socket.write("GET /tra-cuu HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  });
  assert.match(answer, /^HTTP\/1\.1 200 /);
  return Date.now() - began;
}

const plainly = () => connect({ port, host: "127.0.0.1", localAddress: "127.0.3.1" });

/** Sends a body bit by bit; what is answered, when the line is shut. */
function drip(head, bytes, piece, everyMs, line = plainly) {
  const told = { text: "", shut: false, began: Date.now() };
  const socket = line();
  socket.on("data", (part) => (told.text += part));
  socket.on("error", () => {});
  socket.on("close", () => {
    clearInterval(timer);
    told.shut = Date.now();
  });
  socket.write(`${head}\r\nHost: a\r\nConnection: close\r\nContent-Length: ${bytes}\r\n\r\n`);
  const timer = setInterval(() => {
    if (bytes > 0) socket.write("a".repeat(Math.min(piece, bytes)));
    bytes -= piece;
  }, everyMs);
  return told;
}
const form = "Content-Type: application/x-www-form-urlencoded";
let drips, secureDrip, honest;

const headers = ["content-security-policy", "x-content-type-options", "referrer-policy",
  "cross-origin-opener-policy", "cache-control"];

test("the corpus of hostile requests: an answer that is one, or none; the server stays", async () => {
  const folder = province.path("corpus");
  execFileSync("mkdir", [folder]);
  execFileSync("tar", ["xzf", corpus, "-C", folder]);
  const files = readdirSync(join(folder, "http1")).map((name) => join(folder, "http1", name));
  assert.ok(files.length > 400);
  let answered = 0;
  for (let i = 0; i < files.length; i += 20)
    for (const text of await Promise.all(files.slice(i, i + 20).map((f) => send(readFileSync(f), 300)))) {
      answered += text !== "";
      assert.match(text, /^$|^HTTP\/1\.[01] [2-5]\d\d /);
      assert.doesNotMatch(text, /^HTTP\/1\.[01] 50[02]/);
    }
  assert.ok(answered > 50, `${answered} answered`);
  await serves();
});

test("a thousand connections that dribble their heads leave it serving, and are shut", async () => {
  const slow = [];
  for (let i = 0; i < 1000; i++) {
    const socket = connect({ port, host: "127.0.0.1", localAddress: `127.0.1.${1 + (i % 10)}` });
    socket.on("error", () => {});
    socket.on("close", () => (socket.shut = true));
    socket.write("GET /tra-cuu HTTP/1.1\r\n");
    slow.push(socket);
  }
  const dribble = setInterval(() => slow.forEach((s, i) => s.shut || s.write(`X-${i}: ${i}\r\n`)), 3000);
  const times = [];
  for (let i = 0; i < 10; i++) times.push(await serves());
  assert.ok(Math.max(...times) < 2000, `${times} ms`);
  await until("the slow ones to be shut", () => slow.every((s) => s.shut));
  clearInterval(dribble);
  assert.match(province.log("song-hien"), /web_refused slow_heads=\d+/);
  await serves();
});

test("one address has two hundred connections, others still come in", async () => {
  const held = [];
  for (let i = 0; i < 260; i++) {
    const socket = connect({ port, host: "127.0.0.1", localAddress: "127.0.2.1" });
    socket.on("error", () => {});
    socket.on("close", () => (socket.shut = true));
    held.push(socket);
  }
  await until("the last sixty to be refused", () => held.filter((s) => s.shut).length >= 60);
  await serves();
  for (const socket of held) socket.destroy();
});

test("oversize, half, odd methods and types, tricks with paths: refused, written down", async () => {
  const cases = [
    ["a head of 40 KiB", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(40_000)}\r\n\r\n`, /^HTTP\/1\.\d 4(31|13|14|00)/],
    ["a path of 40 KiB", `GET /${"x".repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, /^HTTP\/1\.\d 4(14|31|00)/],
    ["a body of 2 GiB", "POST /vao HTTP/1.1\r\nHost: a\r\nContent-Length: 2147483648\r\n\r\n", /^HTTP\/1\.\d 413/],
    ["no such method", "BREW /tra-cuu HTTP/1.1\r\nHost: a\r\n\r\n", /^HTTP\/1\.\d 405/],
    ["another method", "DELETE /tra-cuu HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", /^HTTP\/1\.\d 405/],
    ["a post without a form", "POST /tra-cuu HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>", /^HTTP\/1\.\d 40[34]/],
    ["control characters", "GET /tra-cuu?x=%01%00 HTTP/1.1\r\nHost: a\r\n\r\n", /^HTTP\/1\.\d 400/],
    ["bytes that are no text", "GET /%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n", /^HTTP\/1\.\d 400/],
    ["up and out", "GET /tep/../../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", /^HTTP\/1\.\d 404/],
    ["up and out, hidden", "GET /tep/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1\r\nHost: a\r\n\r\n", /^HTTP\/1\.\d 404/],
    ["six hundred fields", `POST /vao HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${"a=b&".repeat(600).length}\r\n\r\n${"a=b&".repeat(600)}`, /^HTTP\/1\.\d 413/],
  ];
  for (const [name, bytes, status] of cases) {
    const text = await send(bytes);
    assert.match(text, status, name);
    assert.doesNotMatch(text, /root:/, name);
  }
  await send("POST /vao HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    + "Content-Length: 100\r\n\r\nten=a&mk="); // half of it, and gone
  await serves();
  assert.match(province.log("song-hien"), /web_refused status=413 peer=127\.0\.0\.1/);
});

test("every answer of ours wears what keeps a browser safe", async () => {
  for (const path of ["/vao", "/tra-cuu", "/khong-co", "/viec", "/tep/none.css", "/tra-cuu?x=%01"]) {
    const answer = await fetch(address + path, { redirect: "manual" });
    for (const name of headers) assert.ok(answer.headers.get(name), `${path}: ${name}`);
    assert.match(answer.headers.get("content-security-policy"), /default-src 'none'.*script-src 'self'/);
    assert.doesNotMatch(answer.headers.get("content-security-policy"), /unsafe/);
    assert.doesNotMatch(await answer.text(), /<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+="/, path);
  }
});

test("a post from another site and a token of another session change nothing", async () => {
  const cross = await fetch(`${address}/tra-cuu`, { method: "POST", body: new URLSearchParams({ ma: "A", tra: "B" }),
    headers: { "Sec-Fetch-Site": "cross-site" } });
  assert.equal(cross.status, 403);
  assert.match(await cross.text(), /Hãy mở lại trang rồi gửi lại/);
  const origin = await fetch(`${address}/tra-cuu`, { method: "POST", body: new URLSearchParams({ ma: "A", tra: "B" }),
    headers: { Origin: "https://evil.example", "Sec-Fetch-Site": "" } });
  assert.equal(origin.status, 403);
  assert.match(province.log("song-hien"), /web_refused status=403 peer=127\.0\.0\.1/);
});

test("script in every field is only characters on every page", async () => {
  const harm = `"><script>alert(1)</script><img src=x onerror=alert(1)>' {{7*7}}`;
  const code = lienthong("-C", province.path("song-hien"), "submit", "--procedure", "2.000815", "--unit",
    "H14.40.21.01", "--as", "mai.huong", "--channel", "direct", "--applicant", harm, "--id-number", harm,
    "--address", harm, "--phone", harm, "--email", harm, "--field", "pages=5", "--field", "copies=2",
    "--paper", "ban_chinh").match(/H14\.40\.21\.01-\d+-\d+/)[0];
  for (const path of ["/viec", `/ho-so/${code}`, `/phieu?ma=${code}&so=01`, `/phieu?ma=${code}&so=06`,
    `/tim?q=${encodeURIComponent(harm)}`, `/tra-cuu/${encodeURIComponent(harm.replaceAll("/", ""))}`,
    `/da-nhan/${code}`]) {
    await page.goto(address + path);
    assert.doesNotMatch(await page.content(), /<script>|<img/, path);
    assert.deepEqual(page.complaints, [], path);
  }
});

test("officer pages carry at most 60 KB of style and script, compressed", async () => {
  for (const path of ["/vao", "/viec", "/tiep-nhan", "/tiep-nhan/2.000815", "/tim?q=a"]) {
    await page.goto(address + path);
    const { files } = await weightOf(page);
    assert.ok(files > 1000 && files <= 60 * 1024, `${path}: ${files} bytes`);
  }
});

test("a body that only drips in is told so and let go; a slow line is served", async () => {
  await until("the drips to be let go", () => drips.every((told) => told.shut));
  for (const { text, began, shut } of drips) {
    assert.match(text, /^HTTP\/1\.1 408 /);
    assert.ok(shut - began > 20_000, `${shut - began} ms`);
  }
  for (const { text } of [drips[1], secureDrip]) assert.match(text, /Đường truyền quá chậm/);
  assert.match(drips[2].text, /application\/problem\+json.*"code":"too-slow"/s);
  await until("the slow one to be served", () => honest.shut);
  assert.match(honest.text, /^HTTP\/1\.1 401 /); // its whole body was read
  assert.ok(honest.shut - honest.began > 25_000);
  assert.match(province.log("song-hien"), /web_refused status=408/);
  await serves();
});
