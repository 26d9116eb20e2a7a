// SPDX-License-Identifier: EUPL-1.2
// A small province of real processes for the browser tests: a coordinator on a practice clock, nodes
// with pages, people with passwords.
import { execFile, execFileSync, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
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

/** Until `ask` gives something; looks again and again, and says what it waited for. */
export async function until(what, ask) {
  const end = Date.now() + patienceMs;
  for (;;) {
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
  constructor() {
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
    this.children.set(name, child);
    child.once("exit", (code, signal) => {
      if (this.children.get(name) !== child) return; // it was stopped
      const last = this.log(name).trim().split("\n").slice(-20).join("\n");
      console.error(`${name} ended by itself (${signal ?? code}):\n${last}`);
    });
  }

  pid(name) {
    return this.children.get(name).pid;
  }

  /** Ends a process and waits until it is gone. @param signal "SIGTERM", or "SIGKILL" for a fall */
  async stop(name, signal = "SIGTERM") {
    const child = this.children.get(name);
    this.children.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }

  async startCoordinator(now = "2024-06-03T08:00", ...lines) {
    const dir = this.path("coordinator");
    if (!existsSync(dir)) {
      lienthong("init", dir, "--listen", "127.0.0.1:0");
      appendFileSync(join(dir, "coordinator.conf"), [`practice = ${now}`, ...lines, ""].join("\n"));
    }
    rmSync(join(dir, "coordinator.port"), { force: true });
    this.#start("coordinator", programs.coordinator, ["--dir", dir]);
    this.port = await fileText(join(dir, "coordinator.port"));
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
      const port = this.wires.get(name)?.port ?? this.port;
      lienthong("init", dir, "--node", name, "--coordinator", `127.0.0.1:${port}`);
      appendFileSync(join(dir, "node.conf"), ["web = 127.0.0.1:0", ...lines, ""].join("\n"));
    }
    rmSync(join(dir, "web.port"), { force: true });
    this.#start(name, programs.worker, ["--dir", dir]);
    return `http://127.0.0.1:${await fileText(join(dir, "web.port"))}`;
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

  async close() {
    for (const name of [...this.children.keys()].reverse()) await this.stop(name);
    for (const wire of this.wires.values()) wire.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
