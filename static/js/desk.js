/* The keys of the desk: each does what the link, the button or the summary that bears it does. In a
   box where one types they are letters. Without this file the same buttons are on the page. */

const TYPED = "input:not([type=radio], [type=checkbox], [type=submit]), textarea, select";
const page = document.querySelector(".desk");

function open(details) {
  details.open = true;
  const box = details.querySelector("input:not([type=hidden]), textarea, select, button, a");
  (box ?? details.querySelector("summary")).focus();
}

/* A line of an open list by its number. */
function choose(number) {
  const list = document.activeElement.closest("details[open]") ?? page.querySelector("details.answer[open]");
  const line = list?.querySelectorAll("input[type=radio]")[number - 1];
  if (!line) return false;
  line.checked = true;
  line.focus();
  return true;
}

/* From item to item of the queue. */
function step(by) {
  const links = [...page.querySelectorAll("[data-item]")];
  const at = links.indexOf(document.activeElement);
  const link = links[at < 0 && by < 0 ? links.length - 1 : at + by];
  link?.focus();
  return Boolean(link);
}

function act(key) {
  if (/^[1-9]$/.test(key)) return choose(Number(key));
  const found = page.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return key === "j" ? step(1) : key === "k" ? step(-1) : false;
  if (found.matches("summary")) open(found.parentElement);
  else found.click();
  return true;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.target.closest(TYPED)) return;
  if (act(event.key)) event.preventDefault();
}

for (const link of page.querySelectorAll("a[data-opens]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    open(document.querySelector(link.hash));
  });
}

document.addEventListener("keydown", onKey);
