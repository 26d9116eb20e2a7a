// What makes the desk quicker; every page works without it.
const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");

// "/" goes to the search field, as in other programs of the office.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || isTyping(event.target)) return;
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
});
