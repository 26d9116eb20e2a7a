// SPDX-License-Identifier: EUPL-1.2
// What the other tests rely on: a process that ends unasked is told with how and its last words, and
// fails the test file.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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
      /song-hien ended by itself \(SIGABRT\):\n.*started ready.*\n.*what never comes/s);
    await assert.rejects(province.close(), /song-hien ended by itself \(SIGABRT\)/);
    assert.equal(process.exitCode, 1);
    process.exitCode = 0;
  });
