// SPDX-License-Identifier: EUPL-1.2
// A small province of real processes for the browser tests: a coordinator on a practice clock, nodes
// with pages, people with passwords.
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync,
  writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const root = process.env.LT_SOURCE_ROOT;
const build = process.env.LT_BUILD;
const programs = {
  tool: join(build, "tools/lienthong"),
  coordinator: join(build, "coordinator/lienthong-coordinator"),
  worker: join(build, "worker/lienthong-worker"),
};
const tools = join(build, "tools"); // a node runs the tool for those who write procedures
const patienceMs = 30_000;

/** Processes that ended unasked, or otherwise than they were asked to: how, and their last words. */
const fallen = [];

/** Until `ask` gives something; looks again and again, and says what it waited for. Where a process
 *  has ended by itself there is nothing to wait for. */
export async function until(what, ask) {
  const end = Date.now() + patienceMs;
  for (;;) {
    if (fallen.length) throw new Error(`${fallen[0]}\n... while waiting for ${what}`);
    const got = await ask();
    if (got) return got;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(25);
  }
}

const fileText = (path) => until(path, () => existsSync(path) && readFileSync(path, "utf8").trim());

/** Runs the tool; its output. */
export function lienthong(...args) {
  return execFileSync(programs.tool, args, { encoding: "utf8", cwd: root });
}

/** ... while the wires of this process go on. */
export async function meanwhile(...args) {
  const { stdout } = await promisify(execFile)(programs.tool, args, { encoding: "utf8", cwd: root });
  return stdout;
}

/** The wire between a node and the coordinator, to be cut and joined again. */
export class Wire {
  #pairs = new Set();
  #whole = true;

  async join(port) {
    this.server = createServer((near) => {
      if (!this.#whole) return near.destroy();
      const pair = [near, connect(Number(port), "127.0.0.1")];
      const end = () => {
        for (const socket of pair) socket.destroy();
        this.#pairs.delete(pair);
      };
      this.#pairs.add(pair);
      for (const socket of pair) socket.on("error", end).on("close", end);
      pair[0].pipe(pair[1]).pipe(pair[0]);
    });
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.port = this.server.address().port;
  }

  /** Nothing passes any more, and neither end is told. */
  freeze() {
    for (const [near, far] of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
    }
  }

  cut() {
    this.#whole = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  mend() {
    this.#whole = true;
  }

  close() {
    this.cut();
    this.server?.close();
  }
}

export class Province {
  /** @param tls  it has a CA, and its nodes are enrolled with it */
  constructor({ tls = false } = {}) {
    this.tls = tls;
    this.folder = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), "lienthong-web-"));
    this.children = new Map();
    this.wires = new Map();
  }

  path(name) {
    return join(this.folder, name);
  }

  #start(name, program, args) {
    const log = openSync(join(this.path(name), "log"), "a");
    const child = spawn(program, args,
      { stdio: ["ignore", log, log], env: { ...process.env, PATH: `${tools}:${process.env.PATH}` } });
    closeSync(log);
    this.children.set(name, child);
    child.once("exit", (code, signal) => {
      if (this.children.get(name) === child) this.#fell(name, `by itself (${signal ?? code})`);
    });
  }

  /** It is told at once, and the test file fails: see `close`. */
  #fell(name, how) {
    const last = this.log(name).trim().split("\n").slice(-40).join("\n");
    fallen.push(`${name} ended ${how}:\n${last}`);
    console.error(fallen.at(-1));
  }

  pid(name) {
    return this.children.get(name).pid;
  }

  /** Ends a process and waits until it is gone. @param signal "SIGTERM", or "SIGKILL" for a fall */
  async stop(name, signal = "SIGTERM") {
    const child = this.children.get(name);
    this.children.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    const [code, by] = await gone;
    if (by !== signal && code !== 0) this.#fell(name, `with ${by ?? code} when it was asked to`);
  }

  async startCoordinator(now = "2024-06-03T08:00", ...lines) {
    const dir = this.path("coordinator");
    if (!existsSync(dir)) {
      lienthong("init", dir, "--listen", "127.0.0.1:0");
      if (this.tls)
        lienthong("-C", dir, "ca", "--host", "localhost", "--listen", "127.0.0.1:0", "--enrol",
          "127.0.0.1:0");
      appendFileSync(join(dir, "coordinator.conf"), [`practice = ${now}`, ...lines, ""].join("\n"));
    }
    const port = (kind) => join(dir, `coordinator.${kind}port`);
    for (const kind of ["", "tls.", "enrol."]) rmSync(port(kind), { force: true });
    this.#start("coordinator", programs.coordinator, ["--dir", dir]);
    const ports = { listen: await fileText(port("")) };
    if (this.tls) ports["tls.listen"] = await fileText(port("tls."));
    if (this.tls) ports["tls.enrol"] = await fileText(port("enrol."));
    this.port = ports["tls.listen"] ?? ports.listen;
    this.door = ports["tls.enrol"];
    for (const [what, number] of Object.entries(ports)) // from its next start on the same ones
      this.set("coordinator", what, `127.0.0.1:${number}`);
  }

  /** A setting of a process, from its next start on. */
  set(name, what, value) {
    const conf = join(this.path(name), name === "coordinator" ? "coordinator.conf" : "node.conf");
    const others = readFileSync(conf, "utf8").split("\n")
      .filter((line) => line && !line.startsWith(`${what} =`));
    writeFileSync(conf, [...others, `${what} = ${value}`, ""].join("\n"));
  }

  /** A wire for a node that is started after. */
  async wire(name) {
    const wire = new Wire();
    await wire.join(this.port);
    this.wires.set(name, wire);
    return wire;
  }

  publish(...files) {
    lienthong("-C", this.path("coordinator"), "publish", ...files);
  }

  /** Starts the node of a unit, with pages. @param lines more for its node.conf @return its address */
  async startNode(name, ...lines) {
    const dir = this.path(name);
    if (!existsSync(dir)) {
      if (this.tls) this.#enrol(name);
      else lienthong("init", dir, "--node", name, "--coordinator", `127.0.0.1:${this.port}`);
      const host = this.tls ? "localhost" : "127.0.0.1"; // as its certificate says
      const port = this.wires.get(name)?.port ?? this.port;
      this.set(name, "coordinator", `${host}:${port}`);
      appendFileSync(join(dir, "node.conf"), ["web = 127.0.0.1:0", ...lines, ""].join("\n"));
    }
    rmSync(join(dir, "web.port"), { force: true });
    this.#start(name, programs.worker, ["--dir", dir]);
    return `http://127.0.0.1:${await fileText(join(dir, "web.port"))}`;
  }

  #enrol(name) {
    const { token } = JSON.parse(lienthong("-C", this.path("coordinator"), "enrol", "--node", name,
      "--json"));
    lienthong("-C", this.path(name), "enrol", "--coordinator", `localhost:${this.door}`, "--token",
      token);
  }

  /** A one-time password for somebody of a node. */
  invite(node, officer, ...more) {
    const told = lienthong("-C", this.path(node), "account", "invite", officer, ...more);
    return told.match(/: ([a-z0-9-]{19})\n/)[1];
  }

  /** Where a process with `http.listen` is watched. */
  async watched(name, file) {
    return `http://127.0.0.1:${await fileText(join(this.path(name), file))}`;
  }

  signal(name, signal) {
    this.children.get(name).kill(signal);
  }

  log(name) {
    return readFileSync(join(this.path(name), "log"), "utf8");
  }

  /** Ends everything. What ended before, unasked, fails the test file. */
  async close() {
    for (const name of [...this.children.keys()].reverse()) await this.stop(name);
    for (const wire of this.wires.values()) wire.close();
    rmSync(this.folder, { recursive: true, force: true });
    const told = fallen.splice(0);
    if (!told.length) return;
    process.exitCode = 1; // whatever the hook's own error comes to
    throw new Error(told.join("\n"));
  }
}
