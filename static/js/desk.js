/* The keys of the desk: each does what the link, the button or the summary that bears it does. In a
   box where one types they are letters. Without this file the same buttons are on the page. */

const TYPED = "input:not([type=radio], [type=checkbox], [type=submit]), textarea, select";
// A screen reader first says the title that takes the focus.
const SPEAKS_AFTER_MS = 400;
const page = document.querySelector(".desk");

function open(details) {
  for (let box = details; box; box = box.parentElement.closest("details")) box.open = true;
  const box = details.querySelector("input:not([type=hidden]), textarea, select, button, a");
  (box ?? details.querySelector("summary")).focus();
}

/* When it is too late to undo, the button goes; who stood on it is not left nowhere. */
function undoInTime(form) {
  setTimeout(() => {
    if (form.contains(document.activeElement)) page.querySelector("h1").focus();
    form.remove();
  }, Number(form.dataset.undo) * 1000);
}

/* A line of an open list by its number. */
function choose(number) {
  const list = document.activeElement.closest("details[open]");
  const line = list?.querySelectorAll("input[type=radio]")[number - 1];
  if (!line) return false;
  line.checked = true;
  line.dispatchEvent(new Event("change"));
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

/* A ready text goes into the box, where it is read and changed before it is sent; the box alone is
   sent then. What was typed there stays above it. */
function fillIn(form) {
  const box = form.querySelector("textarea");
  let filled = "";
  for (const line of form.querySelectorAll("input[data-text]")) {
    line.name = "ready";
    line.addEventListener("change", () => {
      const own = box.value.endsWith(filled) ? box.value.slice(0, box.value.length - filled.length) : box.value;
      filled = line.dataset.text;
      box.value = own.trim() ? `${own.trim()}\n\n${filled}` : filled;
    });
  }
}

/* What was just done is said aloud, and reading starts at the title of what comes next. */
function begin() {
  const problem = page.querySelector("[data-problem]");
  const done = [...document.querySelectorAll(".messages .notice__body")];
  if (problem) problem.focus();
  else if (done.length) page.querySelector("h1").focus();
  const words = done.map((one) => one.textContent.trim()).join(" ");
  setTimeout(() => { page.querySelector("[data-said]").textContent = words; }, SPEAKS_AFTER_MS);
}

for (const button of page.querySelectorAll("[data-tick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...page.querySelectorAll("[name=item]")];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}

for (const form of page.querySelectorAll("[data-ready]")) fillIn(form);
for (const form of page.querySelectorAll("[data-undo]")) undoInTime(form);
if (page.dataset.keys !== "off") document.addEventListener("keydown", onKey);
begin();
