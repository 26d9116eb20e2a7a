// SPDX-License-Identifier: EUPL-1.2
// What an officer waits for, all the way: browser, HTTP, node, its copy. A unit with ten thousand open
// dossiers, its node, and the node of all other units with a million names. Prints one JSON line of
// milliseconds [the middle one, the 95th of a hundred, the slowest]; asserts nothing.
// LT_DOSSIERS=20000: fewer names, while one works on it.
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { firstLogin, openBrowser, openPage } from "./browser.mjs";
import { lienthong, Province } from "./province.mjs";

const open = 10_000;
const dossiers = Number(process.env.LT_DOSSIERS ?? 1_010_000);
const province = new Province();
const dir = province.path("coordinator");
const bench = join(process.env.LT_BUILD, "tests/bench-desk");

const told = (all) => {
  all.sort((a, b) => a - b);
  return [0.5, 0.95, 1].map((part) => Math.round(all[Math.ceil(all.length * part) - 1] * 10) / 10);
};
const timed = async (times, ask) => {
  const all = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    await ask(i);
    all.push(performance.now() - from);
  }
  return told(all);
};

/** Names as bench_desk.c makes them are of these; as a hand types them, letter by letter. */
const typed = ["Nguyễn Thị Ngọc Lan", "Trần Văn Hùng", "Hoàng Đức Ổn", "Bế Thị Thanh Ánh", "Nông Xuân Quý",
  "Phạm Minh Châu", "Lê Hồng Phúc", "Đặng Công Tiến", "Triệu Thu Yến", "Võ Quang Vinh"]
  .flatMap((name) => [...name].map((_, i) => [...name].slice(0, i + 1).join("")).slice(1));

async function desk(browser, node, officer) {
  const from = performance.now();
  const address = await province.startNode(node, "http.listen = 127.0.0.1:0");
  const ready = `${await province.watched(node, "http.port")}/readyz`;
  while (!(await fetch(ready)).ok) await pause(100);
  const page = await openPage(browser);
  await firstLogin(page, address, officer, province.invite(node, officer));
  return { page, address, restored_s: Math.round((performance.now() - from) / 100) / 10 };
}

const result = { bench: "pages", dossiers, open };
try {
  lienthong("init", dir, "--listen", "127.0.0.1:0");
  execFileSync(bench, [String(dossiers), String(open), dir], { stdio: ["ignore", "ignore", "inherit"] });
  appendFileSync(join(dir, "coordinator.conf"), "practice = 2024-01-03T09:00\n");
  await province.startCoordinator();
  const browser = await openBrowser();
  const own = await desk(browser, "own", "o");
  const shows = (path, what) => async () => {
    await own.page.goto("about:blank");
    await own.page.goto(own.address + path, { waitUntil: "load" });
    await own.page.waitForSelector(what);
  };
  result.inbox = await timed(30, shows("/viec?dv=X000", "tbody tr:nth-child(50)"));
  const code = await own.page.textContent("tbody th a");
  result.receipt = await timed(30, shows(`/phieu?ma=${code}&so=01`, ".notes"));
  result.dossier = await timed(30, shows(`/ho-so/${code}`, ".facts"));
  const search = ({ page, address }) => timed(typed.length, async (i) => {
    const answer = await page.request.get(`${address}/tim/nhanh?q=${encodeURIComponent(typed[i])}`);
    if (!(await answer.text()).includes("ket-qua")) throw new Error(`no answer to ${typed[i]}`);
  });
  result.search_own = await search(own);
  const others = await desk(browser, "others", "p");
  result.restored_s = others.restored_s;
  result.search_million = await search(others);
  await browser.close();
} finally {
  await province.close();
}
console.log(JSON.stringify(result));
