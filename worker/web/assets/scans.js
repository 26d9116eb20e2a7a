// Scans go up in pieces as soon as they are chosen, and on from where they were cut; the form then
// names them by number. Without this the form brings the files itself.
const pieceBytes = 512 * 1024;
const endBytes = 64 * 1024;
const pauseMs = [ 500, 1000, 2000, 5000 ];
const underWay = new Set();

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

class Refused extends Error
{
}

/** Asks until there is an answer: a cut line or a node that starts again is waited for. */
const ask = async (scan, url, options) => {
	for (let turn = 0;; turn++) {
		try {
			const answer = await fetch(url, {
				...options,
				method : "POST",
				headers : {
					...options.headers,
					"X-Form-Token" : scan.form.elements._ma.value
				}
			});
			if (answer.redirected)
				throw new Refused(scan.say.over);
			const json = /json/.test(answer.headers.get("Content-Type")) &&
				     await answer.json();
			if (json?.loi && answer.status < 500)
				throw new Refused(json.loi);
			if (json && answer.ok)
				return json;
		} catch (error) {
			if (error instanceof Refused)
				throw error;
		}
		scan.tell(scan.say.cut, true);
		await pause(pauseMs[Math.min(turn, pauseMs.length - 1)]);
	}
};

/** What tells this file from others of its name. */
const markOf = async (file) => {
	const ends =
		await new Blob([ file.slice(0, endBytes), file.slice(-endBytes) ]).arrayBuffer();
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", ends));
	return [...hash ].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const send = async (scan, file) => {
	const begun = await ask(scan, "/tai-len", {
		body : new URLSearchParams({
			ten : file.name,
			co : file.size,
			luc : file.lastModified,
			dau : await markOf(file)
		})
	});
	let {co} = begun;
	while (co < file.size) {
		scan.tell(
			`${scan.say.sending} ${file.name}: ${Math.floor(100 * co / file.size)} %`);
		const body = file.slice(co, co + pieceBytes);
		({co} = await ask(scan, `/tai-len/${begun.so}?tu=${co}`,
				  {body, headers : {"Content-Type" : "application/octet-stream"}}));
	}
	return begun.so;
};

const hold = (scan, name, value) => {
	let field = scan.box.querySelector(`input[name="${CSS.escape(name)}"]`);
	if (!field) {
		field = Object.assign(document.createElement("input"), {type : "hidden", name});
		scan.box.append(field);
	}
	field.value = value;
};

/** The first page, once the node has a picture of it; of other types there is none. */
const picture = (scan, number, name) => {
	const link = Object.assign(document.createElement("a"),
				   {className : "page", href : `/tai-len/${number}/xem`});
	const image = Object.assign(document.createElement("img"),
				    {src : `/tai-len/${number}/nho`, alt : `${scan.say.page} ${name}`});
	image.addEventListener("error", () => link.remove());
	link.append(image);
	scan.box.prepend(link);
};

const chosen = async (scan, file) => {
	scan.tell(`${scan.say.sending} ${file.name}`);
	try {
		const number = await send(scan, file);
		if (scan.input.files[0] !== file)
			return; // another one was chosen meanwhile
		hold(scan, `teps.${scan.id}`, number);
		hold(scan, `tept.${scan.id}`, file.name);
		scan.input.value = "";
		for (const old of scan.box.querySelectorAll(".held, .page"))
			old.remove();
		picture(scan, number, file.name);
		const tick = scan.form.elements[`g.${scan.id}`];
		if (tick)
			tick.checked = true;
		scan.tell(`${scan.say.held} ${file.name}`);
	} catch (error) {
		scan.input.value = "";
		scan.tell(`${file.name}: ${error.message}`, true);
	}
};

for (const box of document.querySelectorAll("[data-scan]")) {
	const input = box.querySelector("input[type=file]");
	const told = box.querySelector("output");
	const scan = {
		box,
		input,
		form : input.form,
		id : box.dataset.scan,
		say : box.dataset,
		tell : (text, bad = false) => {
			told.textContent = text;
			told.classList.toggle("flaw", bad);
		}
	};
	input.addEventListener("change", () => {
		const file = input.files[0];
		if (!file)
			return;
		const work = chosen(scan, file).finally(() => underWay.delete(work));
		underWay.add(work);
	});
}

// A form that is sent meanwhile waits for its scans.
document.addEventListener("submit", async (event) => {
	if (!underWay.size)
		return;
	event.preventDefault();
	while (underWay.size)
		await Promise.all(underWay);
	event.target.requestSubmit(event.submitter);
});
