// SPDX-License-Identifier: EUPL-1.2
// The JSON API with real processes: every answer is held against openapi.json, and everything
// openapi.json says has been seen by the end.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { lienthong, Province, until } from "./province.mjs";

const root = process.env.LT_SOURCE_ROOT;
const data = join(root, "tests/e2e/data");
const spec = JSON.parse(readFileSync(join(root, "worker/web/api/openapi.json"), "utf8"));
const anywhere = new Set([405, 408, 413, 429, 503]); // told in info.description
const province = new Province();
const keys = {};
let node, elsewhere, count = 0;

// -- openapi.json --

const seen = { answers: new Set(), fields: new Set() };

function schemaOf(schema) {
  return schema.$ref ? spec.components.schemas[schema.$ref.split("/").pop()] : schema;
}

/** Does the value have the shape, and nothing beyond it? Notes every property that is there. */
function fits(value, given, where) {
  const schema = schemaOf(given);
  const kind = value === null ? "null" : Array.isArray(value) ? "array"
    : Number.isInteger(value) ? "integer" : typeof value;
  if (schema.enum) assert.ok(schema.enum.includes(value), `${where}: ${value}`);
  else assert.ok([schema.type].flat().includes(kind), `${where}: ${kind}`);
  if (kind === "array") value.forEach((item, i) => fits(item, schema.items, `${where}/${i}`));
  if (kind !== "object") return;
  for (const name of schema.required ?? []) assert.ok(name in value, `${where}: no ${name}`);
  for (const [name, item] of Object.entries(value)) {
    const own = schema.properties?.[name];
    assert.ok(own || schema.additionalProperties, `${where}: ${name} is not described`);
    if (own) seen.fields.add(own);
    if (own || typeof schema.additionalProperties === "object")
      fits(item, own ?? schema.additionalProperties, `${where}/${name}`);
  }
}

function pathOf(path) {
  const clean = path.split("?")[0];
  return Object.keys(spec.paths).find((pattern) =>
    new RegExp(`^${pattern.replace(/\{[a-z]+\}/g, "[^/]+").replace(/[.]/g, "\\.")}$`).test(clean));
}

/** One request. @return { status, body, headers } */
async function call(method, path, options = {}) {
  const { key = keys.all, id = `t-${++count}`, body, raw, type = "application/json", range } = options;
  const headers = range ? { "content-range": range } : {};
  if (key) headers.authorization = `Bearer ${key}`;
  if (method === "POST" && id) headers["idempotency-key"] = id;
  if (method === "POST") headers["content-type"] = type;
  const answer = await fetch((options.at ?? node) + path,
    { method, headers, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)) });
  const json = /json/.test(answer.headers.get("content-type"));
  const got = { status: answer.status, headers: answer.headers,
    body: json ? await answer.json() : Buffer.from(await answer.arrayBuffer()) };
  const pattern = pathOf(path);
  if (!pattern) return got;
  const described = spec.paths[pattern][method.toLowerCase()];
  if (!anywhere.has(got.status)) {
    const response = described.responses[got.status];
    assert.ok(response, `${method} ${pattern} answers ${got.status}: ${JSON.stringify(got.body)}`);
    seen.answers.add(response);
    const media = answer.headers.get("content-type");
    assert.ok(media in response.content, `${method} ${pattern}: ${media}`);
    const { schema } = response.content[media];
    if (schema.format === "binary") return got;
    if (pattern !== "/api/v1/openapi.json") fits(got.body, schema, `${pattern} ${got.status}`);
    if (got.status < 300 && body)
      fits(body, described.requestBody.content["application/json"].schema, pattern);
  }
  return got;
}

async function refused(status, code, method, path, options) {
  const got = await call(method, path, options);
  assert.equal(got.status, status, JSON.stringify(got.body));
  assert.equal(got.body.code, code, JSON.stringify(got.body));
  assert.ok(got.body.detail && got.body.english);
  return got.body;
}

// -- what is sent --

const applicant = { name: "Nguyễn Thị Bình", id_number: "999055000001", phone: "0900000001",
  email: "b@example.invalid", address: "Xóm 1", account_verified: true, population_data: true };
const dossier = (more = {}) => ({ procedure: "9.000001", unit: "H14.1.1", channel: "online", applicant,
  fields: { purpose: "Đăng ký kết hôn", copies: 2, lived_elsewhere: false },
  papers: [{ id: "to_khai", name: "Tờ khai", form: "electronic", link: "https://x.example/1",
    result_code: "KQ.1", digitised: true, from_store: true, reused: false }],
  submitted_at: "2025-07-01T07:30:00+07:00", sets: 1, ...more });
const submit = async (more, options) => {
  const got = await call("POST", "/api/v1/dossiers", { body: dossier(more), ...options });
  assert.equal(got.status, 201, JSON.stringify(got.body));
  return got.body.code;
};
const act = (code, body, options) =>
  call("POST", `/api/v1/dossiers/${code}/acts`, { body: { unit: "H14.1.1", ...body }, ...options });
const show = async (code, options) => (await call("GET", `/api/v1/dossiers/${code}`, options)).body;

const newKey = (folder, agency, ...more) =>
  lienthong("-C", province.path(folder), "key", "new", agency, ...more).match(/ltk_\S+/)[0];
const every = ["read", "feed", "submit", "act", "answer", "papers"].flatMap((word) => ["--may", word]);
const units = ["H14.1", "H14.1.1", "H14.1.2"].flatMap((word) => ["--unit", word]);
const officers = ["hoa", "an", "chinh"].flatMap((word) => ["--as", word]);

before(async () => {
  await province.startCoordinator("2025-07-01T08:00");
  lienthong("-C", province.path("coordinator"), "publish", "--from", "2025-01-01",
    ...["marital", "directory", "calendar"].map((name) => join(data, `${name}.lua`)));
  node = await province.startNode("my-tra");
  elsewhere = await province.startNode("binh-an");
  keys.all = newKey("my-tra", "lgsp", ...units, ...officers, ...every);
  keys.other = newKey("binh-an", "lgsp", "--unit", "H14.2.2", "--as", "xa", ...every);
  keys.reader = newKey("my-tra", "bao-cao", "--unit", "H14.1.1", "--may", "read");
  await until("the line", () => province.log("my-tra").includes("replica_whole"));
  await until("the other line", () => province.log("binh-an").includes("replica_whole"));
});

after(() => province.close());

test("the description is served as it is, without a key", async () => {
  const got = await call("GET", "/api/v1/openapi.json", { key: "" });
  assert.deepEqual(got.body, spec);
});

test("a dossier is handed in, acted on, followed and ended", async () => {
  const from = (await call("GET", "/api/v1/feed?unit=H14.1.1")).body.next;
  const code = await submit({ code: "", officer: "hoa", applicant: { ...applicant,
    authorised_name: "Lê Văn Cường", authorised_id_number: "999055000002",
    authorised_phone: "0900000002" } });
  let at = await show(code);
  assert.equal(at.status, "open");
  assert.equal(at.applicant, applicant.name);
  assert.equal(at.fee_vnd, 8000);
  assert.equal(at.steps[0].step, "receive");
  assert.equal((await act(code, { do: "claim", officer: "hoa", step: "receive" })).status, 200);
  const done = await act(code, { do: "complete", officer: "hoa", step: "receive", token: at.steps[0].token,
    outcome: "complete", note: "đủ", fields: { copies: 3 }, papers: [], again: false,
    happened_at: "2025-07-01T08:00:00+07:00" });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.deepEqual(done.body.open_steps, ["appraise"]);
  assert.equal((await act(code, { step: "appraise", outcome: "pass", officer: "an",
    unit: "H14.1.2" })).status, 200);
  assert.equal((await act(code, { step: "sign", outcome: "signed", officer: "chinh", unit: "H14.1",
    papers: [{ id: "gxn" }] })).status, 200);
  assert.equal((await act(code, { do: "return", way: "counter", officer: "hoa" })).status, 200);
  at = await show(code);
  assert.equal(at.status, "returned");
  assert.equal(at.portal_state, 10);
  assert.equal(at.fields.copies, 3);
  const feed = (await call("GET", `/api/v1/feed?unit=H14.1.1&after=${from}`)).body;
  assert.deepEqual(feed.items.map((item) => [item.code, item.status]), [[code, "returned"]]);
  const rest = (await call("GET", `/api/v1/feed?unit=H14.1.1&after=${feed.next}&limit=5`)).body;
  assert.deepEqual([rest.items, rest.next], [[], feed.next]);
});

const scan = (bytes) => Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(bytes)]);
const paper = (code, id) => `/api/v1/dossiers/${code}/papers/${id}`;
const attach = (code, raw, options = {}) => call("POST",
  `${paper(code, options.paper ?? "to_khai")}?${options.query ?? "unit=H14.1.1&officer=hoa&form=original"}`,
  { type: "application/pdf", raw, ...options });

test("scans of a dossier are attached, listed, fetched byte for byte", async () => {
  const code = await submit();
  const listed = async (options) =>
    (await call("GET", `/api/v1/dossiers/${code}/papers`, options)).body.items;
  const before = (await listed()).find((item) => item.id === "to_khai");
  assert.deepEqual([before.hash, before.at_node, before.required], [null, false, true]);
  await refused(404, "absent", "GET", paper(code, "to_khai"));
  const content = scan(3_000_000);
  const id = "scan-1";
  const first = await attach(code, content, { id });
  assert.equal(first.status, 200, JSON.stringify(first.body));
  assert.deepEqual([(await attach(code, content, { id })).body], [first.body]); // once
  await refused(409, "REQUEST_CHANGED", "POST",
    `${paper(code, "to_khai")}?unit=H14.1.1&officer=hoa`,
    { id, type: "application/pdf", raw: scan(100) });
  const [after] = (await listed()).filter((item) => item.id === "to_khai");
  assert.deepEqual([after.bytes, after.media, after.form, after.there, after.at_node],
    [content.length, "application/pdf", "electronic", true, true]); // the form it was handed in with
  const got = await call("GET", paper(code, "to_khai"));
  assert.ok(got.body.equals(content));
  assert.equal(got.headers.get("content-type"), "application/pdf");
  assert.match(got.headers.get("content-security-policy"), /sandbox/);
});

test("a scan in parts goes on from where it was, also when the node fell in between", async () => {
  const code = await submit();
  const content = scan(2_000_000), total = content.length, id = "in-parts";
  const part = (from, to, options) => attach(code, content.subarray(from, to),
    { id, range: `bytes ${from}-${to - 1}/${total}`, ...options });
  const asked = (options) => attach(code, "", { id, range: `bytes */${total}`, ...options });
  assert.deepEqual((await asked()).body, { have: 0, bytes: total });
  const first = await part(0, 700_000);
  assert.deepEqual([first.status, first.body], [308, { have: 700_000, bytes: total }]);
  assert.equal(first.headers.get("range"), "bytes=0-699999");
  assert.equal((await part(900_000, 1_000_000)).body.have, 700_000); // a hole is not left
  assert.equal((await part(0, 700_000)).body.have, 700_000); // nor anything added twice
  assert.equal((await asked({ id: "another" })).body.have, 0);
  await province.stop("my-tra", "SIGKILL");
  node = await province.startNode("my-tra");
  await until("the line", async () => (await call("GET", "/api/v1/feed?unit=H14.1.1")).status === 200);
  assert.equal((await asked()).body.have, 700_000);
  const all = await part(700_000, total);
  assert.equal(all.status, 200, JSON.stringify(all.body));
  assert.deepEqual((await asked()).body, all.body); // whole, and done once
  assert.ok((await call("GET", paper(code, "to_khai"))).body.equals(content));
  const flawed = (range, raw) => refused(400, "range", "POST",
    `${paper(code, "to_khai")}?unit=H14.1.1&officer=hoa`, { type: "application/pdf", range, raw });
  for (const range of [`bytes 0-99/${total}`, "bytes 5-1/9", "bytes 0-9/5", "bytes 0-9/*", "0-9/10", "bytes */0",
    "bytes */52428801", "bytes -9-9/10", "bytes 0-9/10 "]) await flawed(range, scan(500));
  assert.equal((await attach(code, Buffer.from("<html>".repeat(30)), { range: "bytes 0-179/9000" })).body.code,
    "scan"); // told by its first part
});

/** What is answered to a head alone. */
const headOnly = (head) => new Promise((resolve, reject) => {
  const socket = connect({ port: new URL(node).port, host: "127.0.0.1" });
  let text = "";
  socket.on("data", (part) => {
    text += part;
    if (/\}$/.test(text)) socket.destroy(resolve(text));
  });
  socket.on("error", reject);
  socket.write(head);
});

test("scans: who may not, what cannot be taken, what is not there", async () => {
  const code = await submit();
  const send = (status, word, raw, options = {}) => refused(status, word, "POST",
    `${paper(code, options.paper ?? "to_khai")}?${options.query ?? "unit=H14.1.1&officer=hoa"}`,
    { type: "application/pdf", raw, ...options });
  await send(415, "type", "x", { type: "text/html" });
  await send(415, "type", "a=b", { type: "application/x-www-form-urlencoded" });
  await send(422, "scan", "");
  await send(422, "scan", Buffer.from("<html>".repeat(30)));
  await send(422, "scan", scan(5000), { type: "image/png" }); // a PDF, whatever it is called
  await send(422, "PAPER_UNKNOWN", scan(5000), { paper: "khong_co" });
  const large = await headOnly(`POST ${paper(code, "to_khai")} HTTP/1.1\r\nHost: a\r\n`
    + `Authorization: Bearer ${keys.all}\r\nContent-Type: application/pdf\r\n`
    + "Content-Length: 52428801\r\n\r\n"); // refused before a byte of it is sent
  assert.match(large, /^HTTP\/1\.1 413 .*"code":"too-large"/s);
  await send(400, "request-id", scan(10), { id: "" });
  await send(401, "key-unknown", scan(100), { key: "ltk_khong" });
  await send(403, "key-act", scan(100), { key: keys.reader });
  await send(403, "key-unit", scan(100), { query: "unit=G12&officer=hoa" });
  await send(403, "key-officer", scan(100), { query: "unit=H14.1.1&officer=ai" });
  await send(403, "WRONG_UNIT", scan(100), { query: "unit=H14.1.2&officer=an" });
  await refused(404, "NO_DOSSIER", "POST",
    `${paper("H14.1.1-250701-009999", "to_khai")}?unit=H14.1.1&officer=hoa`,
    { type: "application/pdf", raw: scan(100) });
  for (const path of [`/api/v1/dossiers/${code}/papers`, paper(code, "to_khai")]) {
    await refused(401, "key-unknown", "GET", path, { key: "" });
    await refused(403, "key-act", "GET", path, { key: keys.reader });
    await refused(404, "absent", "GET", path, { key: keys.other, at: elsewhere });
    await refused(404, "absent", "GET", path.replace(code, "H14.1.1-250701-009999"));
  }
});

test("what the server itself refuses is JSON as well", async () => {
  for (const [method, path] of [["PUT", "/api/v1/dossiers"], ["DELETE", "/api/v1/feed"]]) {
    const answer = await fetch(node + path, { method, headers: { authorization: `Bearer ${keys.all}` } });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get("allow"), "GET, HEAD, POST");
    assert.equal((await answer.json()).code, "method");
  }
  const large = await refused(413, "too-large", "POST", "/api/v1/dossiers", { raw: "x".repeat(1_100_000) });
  assert.match(large.detail, /chưa có gì được ghi/);
  const bad = await fetch(`${node}/api/v1/feed?unit=%01`, { headers: { authorization: `Bearer ${keys.all}` } });
  assert.deepEqual([bad.status, (await bad.json()).code], [400, "malformed"]);
});

test("who follows along may wait for news, without holding up anybody", async () => {
  const from = (await call("GET", "/api/v1/feed?unit=H14.1.1")).body.next;
  const wait = (seconds, after = from) =>
    call("GET", `/api/v1/feed?unit=H14.1.1&after=${after}&wait=${seconds}`);
  const began = Date.now();
  assert.deepEqual((await wait(1)).body.items, []); // nothing came: it says so when time is up
  assert.ok(Date.now() - began >= 1000);
  const waiting = Array.from({ length: 40 }, () => wait(60)); // ten times the threads that answer
  const code = await submit(); // which is answered meanwhile
  for (const answer of await Promise.all(waiting))
    assert.deepEqual(answer.body.items.map((item) => item.code), [code]);
  assert.ok(Date.now() - began < 30_000, "woken, not timed out");
  assert.equal((await wait(60, 0)).body.items.length > 0, true); // what is there is told at once
  const gone = new AbortController();
  const dropped = fetch(`${node}/api/v1/feed?unit=H14.1.1&after=${(await wait(0)).body.next}&wait=60`,
    { headers: { authorization: `Bearer ${keys.all}` }, signal: gone.signal });
  gone.abort();
  await assert.rejects(dropped);
  await submit();
});

test("a citizen brings what was missing, and withdraws", async () => {
  const code = await submit();
  assert.equal((await act(code, { step: "receive", outcome: "missing", officer: "hoa",
    note: "thiếu" })).status, 200);
  assert.equal((await show(code)).clock, "stopped");
  const brought = await act(code, { do: "signal", event: "applicant.supplement",
    papers: [{ id: "to_khai" }] });
  assert.equal(brought.status, 200, JSON.stringify(brought.body));
  const gone = await act(code, { do: "withdraw", note: "không cần nữa" });
  assert.equal(gone.status, 200, JSON.stringify(gone.body));
  assert.equal((await show(code)).status, "withdrawn");
});

test("a hand-off is answered by the other agency's system, under the offer it was given", async () => {
  const code = await submit({ fields: { purpose: "x", lived_elsewhere: true,
    previous_residence: "04002" } });
  const [asked, answered] = [scan(700_000), scan(300_000)];
  assert.equal((await attach(code, asked)).status, 200);
  assert.equal((await act(code, { step: "receive", outcome: "complete", officer: "hoa" })).status, 200);
  const there = { at: elsewhere, key: keys.other };
  await until("the hand-off", async () =>
    (await fetch(`${elsewhere}/api/v1/dossiers/${code}`,
      { headers: { authorization: `Bearer ${keys.other}` } })).status === 200);
  const step = (await show(code, there)).steps[0];
  assert.equal(step.step, "verify");
  assert.match(step.offer, /^[0-9a-f]{64}$/);
  const first = await call("GET", paper(code, "to_khai"), there); // it lies with the other node
  assert.deepEqual([first.status, first.body.bytes, first.headers.get("retry-after")],
    [202, asked.length, "2"]);
  await until("the scan has come", async () =>
    (await call("GET", paper(code, "to_khai"), there)).status === 200);
  assert.ok((await call("GET", paper(code, "to_khai"), there)).body.equals(asked));
  const sent = await attach(code, answered, { ...there, paper: "confirmation",
    query: "unit=H14.2.2&officer=xa" });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  const path = `/api/v1/dossiers/${code}/answers`;
  const answer = { unit: "H14.2.2", officer: "xa", step: "verify", token: step.token,
    outcome: "answered", note: "đúng", offer: step.offer, fields: {}, papers: [{ id: "confirmation" }],
    happened_at: "2025-07-01T08:00:00+07:00" };
  await refused(401, "key-unknown", "POST", path, { ...there, key: "", body: answer });
  await refused(403, "key-unit", "POST", path, { ...there, body: { ...answer, unit: "H14.1.1" } });
  await refused(422, "content", "POST", path, { ...there, body: { ...answer, offer: "zz" } });
  const stale = await call("POST", path, { ...there, body: { ...answer, offer: "0".repeat(64) } });
  assert.deepEqual([stale.status, stale.body.code], [409, "OFFER"]);
  const got = await call("POST", path, { ...there, body: answer });
  assert.equal(got.status, 200, JSON.stringify(got.body));
  assert.deepEqual(got.body.open_steps, ["appraise"]);
  await until("the answer's scan is where it was asked for", async () =>
    (await call("GET", paper(code, "confirmation"))).status === 200);
  assert.ok((await call("GET", paper(code, "confirmation"))).body.equals(answered));
  await refused(404, "NO_DOSSIER", "POST", "/api/v1/dossiers/H14.2.2-250701-000009/answers",
    { ...there, body: answer });
});

test("keys: wrong, revoked, for another act, unit or officer", async () => {
  const path = "/api/v1/dossiers";
  await refused(401, "key-unknown", "POST", path, { key: "", body: dossier() });
  await refused(401, "key-unknown", "POST", path, { key: "ltk_x", body: dossier() });
  await refused(401, "key-unknown", "POST", path,
    { key: keys.all.slice(0, -1) + (keys.all.endsWith("0") ? "1" : "0"), body: dossier() });
  await refused(403, "key-act", "POST", path, { key: keys.reader, body: dossier() });
  await refused(403, "key-unit", "POST", path, { body: dossier({ unit: "G12.1" }) });
  await refused(403, "key-officer", "POST", path, { body: dossier({ officer: "thue" }) });
  const code = await submit();
  await refused(403, "WRONG_ROLE", "POST", `${path}/${code}/acts`,
    { body: { unit: "H14.1.1", step: "receive", outcome: "complete", officer: "chinh" } });
  await refused(404, "absent", "GET", `${path}/H14.1.1-250701-009999`);
  await refused(403, "key-act", "GET", "/api/v1/feed?unit=H14.1.1", { key: keys.reader });
  await refused(403, "key-act", "GET", `${path}/${code}`,
    { key: newKey("my-tra", "chi-nop", "--unit", "H14.1.1", "--may", "submit") });
  const passing = newKey("my-tra", "tam", "--unit", "H14.1.1", "--may", "read", "--may", "feed",
    "--may", "submit", "--may", "act");
  assert.equal((await show(code, { key: passing })).code, code);
  assert.match(lienthong("-C", province.path("my-tra"), "key", "list", "tam"), /đang dùng/);
  lienthong("-C", province.path("my-tra"), "key", "revoke", "tam");
  assert.match(lienthong("-C", province.path("my-tra"), "key", "list", "tam"), /đã thu hồi/);
  await refused(401, "key-revoked", "GET", `${path}/${code}`, { key: passing });
  await refused(401, "key-revoked", "GET", "/api/v1/feed?unit=H14.1.1", { key: passing });
  await refused(401, "key-revoked", "POST", `${path}/${code}/acts`, { key: passing, body: {} });
  await refused(401, "key-revoked", "POST", "/api/v1/portal/dossiers", { key: passing, body: {} });
  await refused(401, "key-revoked", "POST", "/api/v1/portal/states", { key: passing, body: {} });
  assert.ok(!readFileSync(join(province.path("my-tra"), "keys", keys.all.slice(4, 20)), "utf8")
    .includes(keys.all.slice(21)), "only a hash is stored");
});

test("what does not fit is refused by its place", async () => {
  const path = "/api/v1/dossiers";
  const flaw = async (body, pointer) =>
    assert.equal((await refused(422, "content", "POST", path, { body })).pointer, pointer);
  await flaw({ ...dossier(), more: 1 }, "");
  await flaw(dossier({ procedure: undefined }), "/procedure");
  await flaw(dossier({ channel: "fax" }), "/channel");
  await flaw(dossier({ applicant: { name: 5 } }), "/applicant/name");
  await flaw(dossier({ applicant: { name: "a\u0007b" } }), "/applicant/name");
  await flaw(dossier({ papers: [{ id: "to_khai" }, {}] }), "/papers/1/id");
  await flaw(dossier({ fields: { copies: 1.5 } }), "/fields/copies");
  await flaw(dossier({ submitted_at: "hôm qua" }), "/submitted_at");
  await refused(422, "FIELD_MISSING", "POST", path, { body: dossier({ fields: {} }) });
  await refused(422, "PAPER_MISSING", "POST", path, { body: dossier({ papers: [] }) });
  await refused(404, "NO_PROCEDURE", "POST", path, { body: dossier({ procedure: "9.999999" }) });
  await refused(400, "request-id", "POST", path, { id: "", body: dossier() });
  await refused(400, "request-id", "POST", path, { id: "a b", body: dossier() });
  await refused(415, "type", "POST", path, { type: "text/plain", raw: "{}" });
  for (const raw of ["", "{", '{"a":1,"a":2}', "[".repeat(40), Buffer.from([0x22, 0xff, 0x22])])
    await refused(400, "json", "POST", path, { raw });
  await refused(405, "method", "GET", path);
  await refused(404, "no-path", "GET", "/api/v1/x");
  const code = await submit();
  await refused(422, "content", "POST", `${path}/${code}/acts`, { body: { unit: "H14.1.1" } });
  await refused(400, "request-id", "POST", `${path}/${code}/acts`, { id: "", body: {} });
  await refused(404, "NO_STEP", "POST", `${path}/${code}/acts`,
    { body: { unit: "H14.1.2", officer: "an", outcome: "pass", step: "appraise" } });
  await refused(409, "NOT_FINISHED", "POST", `${path}/${code}/acts`,
    { body: { unit: "H14.1.1", officer: "hoa", do: "return", way: "counter" } });
  await refused(422, "content", "GET", "/api/v1/feed?unit=H14.1.1&after=x");
  await refused(410, "cursor", "GET", "/api/v1/feed?unit=H14.1.1&after=99999999");
  await refused(401, "key-unknown", "GET", "/api/v1/feed?unit=H14.1.1", { key: "" });
});

test("one request id is one request: same answer, no second dossier, other content refused", async () => {
  const id = "portal:2025-07-01:17";
  const first = await call("POST", "/api/v1/dossiers", { id, body: dossier() });
  const again = await call("POST", "/api/v1/dossiers", { id, body: dossier() });
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  await refused(409, "REQUEST_CHANGED", "POST", "/api/v1/dossiers", { id, body: dossier({ sets: 2 }) });
  const many = await Promise.all(Array.from({ length: 8 }, () =>
    call("POST", "/api/v1/dossiers", { id: "at-once", body: dossier() })));
  assert.equal(new Set(many.map((got) => got.body.code)).size, 1);
  const wrong = { id: "refused-once", body: dossier({ fields: {} }) };
  const no = await call("POST", "/api/v1/dossiers", wrong);
  assert.deepEqual((await call("POST", "/api/v1/dossiers", wrong)).body, no.body);
});

test("the portal's messages go through, or are refused for a reason", async () => {
  const sample = (name) => JSON.parse(readFileSync(join(root, "tests/web/portal", name), "utf8"));
  const path = "/api/v1/portal/dossiers";
  const theirs = sample("create_dossier.json");
  const before = (await call("GET", "/api/v1/feed?unit=H14.1.1")).body;
  const unit = await refused(403, "key-unit", "POST", path, { id: "", body: theirs });
  assert.match(unit.detail, /G09\.20/);
  const ours = { ...theirs, MaTTHC: "9.000001", MaDonViTiepNhan: "H14.1.1", NgayNop: "2025-07-01 07:07:53",
    NgayTiepNhan: "2025-07-01 07:07:53", DuLieu: { purpose: "Vay vốn" } };
  const paper = await refused(422, "content", "POST", path, { id: "", body: ours });
  assert.match(paper.detail, /Tài liệu chứng minh.*Tờ khai/);
  assert.equal(paper.pointer, "/ThanhPhanHoSo/0");
  await refused(404, "absent", "POST", path, { id: "", body: { ...ours, MaTTHC: "1.005129" } });
  const files = [{ ...theirs.ThanhPhanHoSo[0].GiayToDinhKem[0], DuongDan: "https://x.example/f" }];
  const fitting = { ...ours, ThanhPhanHoSo: [{ ...theirs.ThanhPhanHoSo[0], TenThanhPhanHoSo: "TỜ KHAI",
    DuocSoHoa: 1, DuocTaiSuDung: 0, DuocLayTuKhoDMQG: 1, GiayToDinhKem: files }] };
  fitting.ThongTinNguoiNop.ThongTinChiTiet.MaHuyenChuHs = "775";
  const got = await call("POST", path, { id: "", body: fitting });
  assert.equal(got.status, 201, JSON.stringify(got.body));
  assert.equal((await call("POST", path, { id: "", body: fitting })).body.code, got.body.code);
  await refused(409, "REQUEST_CHANGED", "POST", path,
    { id: "", body: { ...fitting, NgayNop: "2025-07-01 07:08:00" } });
  const at = await show(got.body.code);
  assert.equal(at.applicant, theirs.ChuHoSo);
  assert.equal(at.papers[0].id, "to_khai");

  const states = "/api/v1/portal/states";
  for (const name of ["update_progress.json", "update_status.json"]) {
    const told = await call("POST", states, { body: sample(name) });
    assert.equal(told.status, 200);
    assert.deepEqual(told.body.items.map((item) => item.KetQua), ["not-yours"]);
  }
  const withdraw = [{ MaHoSo: got.body.code, TrangThai: 7, IDHoSo: "", MaDonViTiepNhan: "H14.1.1" },
    { MaHoSo: "H14.1.1-250701-009999", TrangThai: 7, MaDonViTiepNhan: "H14.1.1" }];
  const told = await call("POST", states, { id: "rút-1".normalize("NFD").replace(/[^a-z0-9-]/g, ""),
    body: withdraw });
  assert.deepEqual(told.body.items.map((item) => item.KetQua), ["accepted", "NO_DOSSIER"]);
  assert.equal((await show(got.body.code)).status, "withdrawn");
  await refused(422, "content", "POST", states, { body: { MaHoSo: "x" } });
  await refused(400, "request-id", "POST", states, { id: "", body: [] });
  const feed = (await call("GET", `/api/v1/feed?unit=H14.1.1&after=${before.next}`)).body;
  assert.deepEqual(feed.items.map((item) => [item.code, item.portal_state]), [[got.body.code, 7]]);
});

test("a node that falls forgets nothing it answered, and its feed goes on", async () => {
  const id = "before-the-fall";
  const first = await call("POST", "/api/v1/dossiers", { id, body: dossier() });
  const cursor = (await call("GET", "/api/v1/feed?unit=H14.1.1")).body.next;
  await province.stop("my-tra", "SIGKILL");
  node = await province.startNode("my-tra");
  await until("the line", async () =>
    (await call("GET", `/api/v1/feed?unit=H14.1.1&after=${cursor}`)).status === 200);
  const again = await call("POST", "/api/v1/dossiers", { id, body: dossier() });
  assert.deepEqual([again.status, again.body], [201, first.body]);
  await refused(409, "REQUEST_CHANGED", "POST", "/api/v1/dossiers", { id, body: dossier({ sets: 2 }) });
  const code = await submit();
  const feed = (await call("GET", `/api/v1/feed?unit=H14.1.1&after=${cursor}`)).body;
  assert.deepEqual(feed.items.map((item) => item.code), [code]);
});

test("cut off, it keeps what is handed in and says so; later it is there once", async () => {
  await until("a series of codes", () => province.log("my-tra").includes("series codes of its own"));
  const port = province.port;
  const known = await submit();
  const received = (await call("GET", "/api/v1/feed?unit=H14.1.1")).body.next;
  await province.stop("coordinator", "SIGKILL");
  const id = "while-cut";
  await until("the node to know of the cut", async () => (await show(known)).line_down_since);
  const first = await call("POST", "/api/v1/dossiers", { id, body: dossier() });
  assert.equal(first.status, 202, JSON.stringify(first.body));
  assert.equal(first.body.provisional, true);
  const again = await call("POST", "/api/v1/dossiers", { id, body: dossier() });
  assert.deepEqual([again.status, again.body.code], [202, first.body.code]);
  const at = await show(first.body.code);
  assert.ok(at.provisional && at.line_down_since);
  const kept = scan(50_000);
  assert.equal((await attach(first.body.code, kept)).status, 202);
  assert.ok((await call("GET", paper(first.body.code, "to_khai"))).body.equals(kept));
  const acted = await act(first.body.code, { step: "receive", outcome: "complete", officer: "hoa" });
  assert.equal(acted.status, 202, JSON.stringify(acted.body));
  await refused(503, "line-down", "GET", `/api/v1/feed?unit=H14.1.1&after=${received}`);
  await province.stop("my-tra", "SIGKILL");
  node = await province.startNode("my-tra");
  await province.startCoordinator();
  assert.equal(province.port, port);
  await until("the line to be up", async () => {
    const now = await call("POST", "/api/v1/dossiers", { id, body: dossier() });
    assert.ok([201, 202, 503].includes(now.status), JSON.stringify(now.body));
    return now.status === 201 && now.body.code === first.body.code;
  });
  const feed = (await call("GET", `/api/v1/feed?unit=H14.1.1&after=${received}`)).body;
  assert.deepEqual(feed.items.map((item) => item.code), [first.body.code]);
});

test("too many requests are slowed down, and everything described has been seen", async () => {
  const ask = () =>
    fetch(`${node}/api/v1/feed?unit=G12.1`, { headers: { authorization: `Bearer ${keys.all}` } });
  const answers = [];
  while (answers.length < 5000 && !answers.some((answer) => answer.status === 429))
    answers.push(...(await Promise.all(Array.from({ length: 50 }, ask))));
  const slow = answers.filter((answer) => answer.status === 429);
  assert.ok(slow.length > 0 && answers.length - slow.length >= 150, `${slow.length}`);
  assert.equal(slow[0].headers.get("retry-after"), "2");
  for (const [pattern, methods] of Object.entries(spec.paths))
    for (const [method, described] of Object.entries(methods))
      for (const [status, response] of Object.entries(described.responses))
        assert.ok(seen.answers.has(response), `never seen: ${method} ${pattern} ${status}`);
  for (const [name, schema] of Object.entries(spec.components.schemas)) everyField(schema, name);
});

function everyField(schema, where) {
  for (const [name, own] of Object.entries(schema.properties ?? {})) {
    assert.ok(seen.fields.has(own), `never seen: ${where}.${name}`);
    if (!own.$ref) everyField(own, `${where}.${name}`);
  }
  if (schema.items && !schema.items.$ref) everyField(schema.items, where);
}
