// SPDX-License-Identifier: EUPL-1.2
// What watches the processes: health, readiness, numbers; alerts and the board name only what is
// there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { lienthong, Province, until } from "./province.mjs";

const province = new Province();
const operate = join(process.env.LT_SOURCE_ROOT, "docs/operate");
let coordinator, node, pages;

/** The text format of Prometheus, strictly: every series has its HELP and TYPE before it, once;
 *  names, labels and numbers are well formed; histograms add up. @return Map: series -> number */
function parse(text) {
  assert.ok(text.endsWith("\n"));
  const series = new Map(), kinds = new Map(), helps = new Set();
  let family = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const help = line.match(/^# HELP ([a-z_:][a-z0-9_:]*) (\S.*)$/);
    const type = line.match(/^# TYPE ([a-z_:][a-z0-9_:]*) (gauge|counter|histogram)$/);
    if (help) {
      assert.ok(!helps.has(help[1]), `twice: ${line}`);
      helps.add((family = help[1]));
    } else if (type) {
      assert.equal(type[1], family);
      assert.ok(!kinds.has(family), `twice: ${line}`);
      kinds.set(family, type[2]);
    } else {
      const at = line.match(/^([a-z_:][a-z0-9_:]*)(\{[^{}]*\})? (-?\d+(?:\.\d+)?)$/);
      assert.ok(at, `not a series: ${line}`);
      const kind = kinds.get(family);
      const base = kind === "histogram" ? at[1].replace(/_(bucket|sum|count)$/, "") : at[1];
      assert.equal(base, family, line);
      assert.equal(kind === "counter", family.endsWith("_total"), line);
      if (at[2]) assert.match(at[2], /^\{[a-z_]+="[^"\\]*"(,[a-z_]+="[^"\\]*")*\}$/);
      const key = at[1] + (at[2] ?? "");
      assert.ok(!series.has(key), `twice: ${line}`);
      series.set(key, Number(at[3]));
    }
  }
  for (const [name, kind] of kinds) if (kind === "histogram") addsUp(series, name);
  return series;
}

function addsUp(series, name) {
  const last = new Map();
  for (const [key, value] of series) {
    if (!key.startsWith(`${name}_bucket`)) continue;
    const rest = key.slice(name.length + 7).replace(/,?le="([^"]+)"/, "").replace("{}", "");
    const bound = key.match(/le="([^"]+)"/)[1];
    const before = last.get(rest) ?? { bound: -Infinity, value: 0 };
    const now = { bound: bound === "+Inf" ? Infinity : Number(bound), value };
    assert.ok(now.bound > before.bound && now.value >= before.value, key);
    last.set(rest, now);
  }
  assert.ok(last.size > 0, name);
  for (const [rest, { bound, value }] of last) {
    assert.equal(bound, Infinity);
    assert.equal(series.get(`${name}_count${rest}`), value);
    assert.ok(series.has(`${name}_sum${rest}`));
  }
}

async function metrics(address) {
  const answer = await fetch(`${address}/metrics`);
  assert.equal(answer.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const text = await answer.text();
  return { text, series: parse(text) };
}

const submit = () =>
  lienthong("-C", province.path("song-hien"), "submit", "--procedure", "2.000815", "--unit",
    "H14.40.21.01", "--as", "mai.huong", "--channel", "direct", "--applicant", "Nông Thị Lé",
    "--id-number", "999055000001", "--field", "pages=5", "--field", "copies=2", "--paper",
    "ban_chinh").match(/H14\.40\.21\.01-\d+-\d+/)[0];

before(async () => {
  await province.startCoordinator("2024-06-03T08:00", "http.listen = 127.0.0.1:0");
  province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
  province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua");
  pages = await province.startNode("song-hien", "http.listen = 127.0.0.1:0");
  coordinator = await province.watched("coordinator", "coordinator.http.port");
  node = await province.watched("song-hien", "http.port");
});

after(() => province.close());

test("both are alive and become ready; other paths and methods are refused", async () => {
  for (const address of [coordinator, node]) {
    assert.equal(await (await fetch(`${address}/healthz`)).text(), "ok\n");
    await until("ready", async () => (await fetch(`${address}/readyz`)).status === 200);
    assert.equal((await fetch(`${address}/x`)).status, 404);
    assert.equal((await fetch(`${address}/metrics`, { method: "POST", body: "x" })).status, 405);
  }
});

test("numbers follow what happens, in at most 200 series a process", async () => {
  const before = (await metrics(coordinator)).series;
  submit();
  await assert.rejects(async () =>
    lienthong("-C", province.path("song-hien"), "submit", "--procedure", "9.999999", "--unit",
      "H14.40.21.01", "--as", "mai.huong", "--applicant", "Nông Thị Lé"));
  await fetch(`${pages}/vao`);
  const { text, series } = await metrics(coordinator);
  const grown = (name) => series.get(name) - before.get(name);
  assert.equal(grown("lienthong_dossiers"), 1);
  assert.equal(grown("lienthong_dossiers_open"), 1);
  assert.equal(grown("lienthong_dossiers_received_total"), 1);
  assert.ok(grown("lienthong_batches_total") >= 1); // the node may have asked for its series, too
  assert.equal(grown("lienthong_append_seconds_count"), grown("lienthong_batches_total"));
  assert.equal(grown("lienthong_batch_commands_sum"), grown("lienthong_batch_commands_count"));
  assert.equal(grown('lienthong_refusals_total{class="absent"}'), 1);
  assert.equal(grown('lienthong_refusals_total{class="right"}'), 0);
  assert.equal(series.get('lienthong_nodes{state="connected"}'), 1);
  assert.ok(series.size <= 200, `${series.size} series`);
  const own = (await metrics(node)).series;
  assert.equal(own.get("lienthong_line_up"), 1);
  assert.equal(own.get('lienthong_outbox_commands{of="people"}'), 0);
  assert.equal(own.get('lienthong_web_requests_total{class="open",status="2xx"}'), 1);
  assert.equal(own.get('lienthong_web_seconds_count{class="open"}'), 1);
  assert.ok(own.size <= 200, `${own.size} series`);
  assert.ok(!/Nông|999055|mai\.huong|H14\./.test(text), "numbers only");
});

test("a wrong password, a backup and a check are told", async () => {
  const cookie = (await fetch(`${pages}/vao`)).headers.get("set-cookie") ?? "";
  const form = new URLSearchParams({ ten: "mai.huong", mk: "không phải mật khẩu" });
  await fetch(`${pages}/vao`, { method: "POST", body: form, redirect: "manual",
    headers: { cookie, "sec-fetch-site": "same-origin" } });
  const own = (await metrics(node)).series;
  assert.equal(own.get('lienthong_logins_total{outcome="refused"}'), 1);
  assert.equal((await metrics(coordinator)).series.get("lienthong_backup_last_seconds"), 0);
  lienthong("-C", province.path("coordinator"), "backup", province.path("copy"));
  lienthong("-C", province.path("coordinator"), "verify");
  const { series } = await metrics(coordinator);
  const now = Date.now() / 1000;
  assert.ok(Math.abs(series.get("lienthong_backup_last_seconds") - now) < 60);
  assert.ok(Math.abs(series.get("lienthong_verify_last_seconds") - now) < 60);
  assert.equal(series.get("lienthong_verify_holds"), 1);
});

test("every alert and every panel names metrics that are there", async () => {
  const names = new Set(["up"]);
  for (const address of [coordinator, node])
    for (const key of (await metrics(address)).series.keys()) names.add(key.replace(/\{.*/, ""));
  const rules = readFileSync(join(operate, "lienthong.rules.yml"), "utf8");
  const expressions = [...rules.matchAll(/^ +expr: (.*)$/gm)].map((at) => at[1]);
  assert.equal(expressions.length, 13);
  const board = JSON.parse(readFileSync(join(operate, "grafana.json"), "utf8"));
  for (const panel of board.panels) for (const target of panel.targets) expressions.push(target.expr);
  assert.ok(expressions.length > 40);
  for (const expression of expressions) {
    const used = expression.match(/\b(lienthong_[a-z_]+|up)\b/g);
    assert.ok(used, expression);
    for (const name of used) assert.ok(names.has(name), `${name} in: ${expression}`);
  }
});

test("promtool agrees, where it is installed", async (t) => {
  try {
    execFileSync("promtool", ["--version"]);
  } catch {
    return t.skip("promtool (Debian: prometheus) is not installed");
  }
  for (const address of [coordinator, node])
    execFileSync("promtool", ["check", "metrics"], { input: (await metrics(address)).text });
  execFileSync("promtool", ["check", "rules", "lienthong.rules.yml"], { cwd: operate });
  execFileSync("promtool", ["test", "rules", "lienthong.test.yml"], { cwd: operate });
});

test("with the coordinator gone the node stays ready and says that the line is down", async () => {
  await province.stop("coordinator", "SIGKILL");
  await until("the line to be down", async () =>
    (await metrics(node)).series.get("lienthong_line_up") === 0);
  assert.equal((await fetch(`${node}/readyz`)).status, 200);
  submit();
  const { series } = await metrics(node);
  assert.equal(series.get('lienthong_outbox_commands{of="people"}'), 1);
});
