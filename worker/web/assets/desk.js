// What makes the desk quicker; every page works without it.
const isTyping = (element) =>
  element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const field = document.querySelector("[data-search]");

// Results as one types, where the page has a place for them; the newest question wins.
const place = field?.dataset.results && document.getElementById(field.dataset.results);
let asked = 0;
let timer;
const look = async () => {
  const mine = ++asked;
  const answer = await fetch(`/tim/nhanh?q=${encodeURIComponent(field.value)}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = answer.ok && page.getElementById(place.id);
  if (mine === asked && found) place.replaceChildren(...found.childNodes);
};
if (place)
  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim().length > 1) {
      timer = setTimeout(look, 120);
    } else {
      asked++;
      place.replaceChildren();
    }
  });

// A form that is there to be printed.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A scanner types like a keyboard and ends with Enter: the code it reads goes to its dossier, wherever
// the focus is. In a field only what no hand types so fast is taken for a scanner's. A receipt's QR is an address with the code in it.
const code = /[A-Z0-9]+(?:\.[A-Z0-9]+)*-\d{6}-\d{6}/;
let scanned = "";
let last = 0;
const scan = (event) => {
  if (event.timeStamp - last > (isTyping(event.target) ? 50 : 1000)) scanned = "";
  last = event.timeStamp;
  if (event.key.length === 1) scanned += event.key;
  const found = event.key === "Enter" && scanned.match(code);
  if (!found) return false;
  event.preventDefault();
  location.assign(`/tim?q=${encodeURIComponent(found[0])}`);
  return true;
};

// The lines of the list: up and down, Enter opens (they are links), x ticks.
const lines = () => [...document.querySelectorAll("[data-line]")];
const walk = (step) => {
  const all = lines();
  const at = all.findIndex((line) => line.contains(document.activeElement));
  const to = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  to?.querySelector("a")?.focus();
  return Boolean(to);
};
const tick = () => {
  const box = document.activeElement.closest("[data-line]")?.querySelector("input[type=checkbox]");
  if (box) box.checked = !box.checked;
  return Boolean(box);
};
const help = document.querySelector("dialog[data-help]");
const keys = {
  "/": () => field && (field.focus(), field.select(), true),
  "?": () => help && (help.showModal(), true),
  j: () => walk(1),
  ArrowDown: () => walk(1),
  k: () => walk(-1),
  ArrowUp: () => walk(-1),
  x: tick,
  l: () => (location.assign("/viec"), true),
};
document.addEventListener("keydown", (event) => {
  if (scan(event) || event.ctrlKey || event.altKey || event.metaKey || help?.open) return;
  const typing = isTyping(event.target);
  if (event.target === field && event.key === "ArrowDown" && walk(1)) return event.preventDefault();
  if (typing && event.key === "Escape") return event.target.blur();
  if (!typing && keys[event.key]?.()) event.preventDefault();
});
