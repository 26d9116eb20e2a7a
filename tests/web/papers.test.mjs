// SPDX-License-Identifier: EUPL-1.2
// Scans: chosen at receiving and on a dossier, cut in the middle and gone on with, refused for what
// they are, fetched again.
import assert from "node:assert/strict";
import {randomBytes} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import {after, before, test} from "node:test";
import {expectGoodPage, firstLogin, openBrowser, openPage} from "./browser.mjs";
import {lienthong, Province, until} from "./province.mjs";

const province = new Province();
const unit = "H14.40.21.01";
const form = () => `${address}/tiep-nhan/2.000815?dv=${unit}`;
let browser, page, address, code;

/** A scan of so many bytes: begins as a PDF, and no two are alike. */
const scan = (name, bytes) => {
	const path = province.path(name);
	writeFileSync(path, Buffer.concat([ Buffer.from("%PDF-1.7\n"), randomBytes(bytes - 9) ]));
	return path;
};

before(async () => {
	await province.startCoordinator();
	province.publish("procedures/calendars/vn.lua", "procedures/directory/three_levels.lua");
	province.publish("procedures/national/chung_thuc/chung_thuc_ban_sao.lua");
	address = await province.startNode("song-hien");
	browser = await openBrowser();
	page = await openPage(browser);
	await firstLogin(page, address, "mai.huong", province.invite("song-hien", "mai.huong"));
});

after(async () => {
	await browser?.close();
	await province.close();
});

const fillIn = async (where, name) => {
	await where.fill("#o-ten", name);
	await where.fill("[id='o-t.pages']", "5");
	await where.fill("[id='o-t.copies']", "2");
};

test("without JavaScript the form brings the scan itself, and it comes back byte for byte",
     async () => {
	     const plain = await openPage(browser, {
		     javaScriptEnabled : false,
		     storageState : await page.context().storageState()
	     });
	     const path = scan("ban chính.pdf", 3_000_000);
	     await plain.goto(form());
	     await fillIn(plain, "Nông Văn Không");
	     await plain.setInputFiles("[id='o-tep.ban_chinh']", path);
	     await plain.click("button[value=xem]");
	     assert.match(await plain.textContent(".held"), /ban chính\.pdf.*2,8 MB/s);
	     await plain.click("button[value=gui]"); // held: it is not chosen again
	     await plain.waitForURL(/\/da-nhan\//);
	     code = (await plain.textContent(".code")).trim();
	     await page.goto(`${address}/ho-so/${code}`);
	     await expectGoodPage(page, "papers-dossier");
	     const got = await page.request.get(`${address}/ho-so/${code}/giay/ban_chinh`);
	     assert.ok((await got.body()).equals(readFileSync(path)));
	     assert.match(got.headers()["content-disposition"],
			  /^attachment; filename="ban_chinh-H14/);
	     assert.match(got.headers()["content-security-policy"], /sandbox/);
	     assert.equal(got.headers()["x-content-type-options"], "nosniff");
	     assert.equal(got.headers()["content-type"], "application/pdf");
	     await until("the coordinator has it",
			 () => lienthong("-C", province.path("song-hien"), "paper", "--waiting")
				       .includes("Không có tệp nào"));
	     await plain.context().close();
     });
