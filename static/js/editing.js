/* The editing page while one types: the draft is saved on the server two seconds after the last
   key, and in this browser until that is done, so that neither a lost network nor an ended session
   takes a text away. Without this file the page works: each button saves the draft. */

const WAIT_MS = 2000;
const RETRY_MS = 15000;
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

class Editing {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.key = `maillage-draft-${form.dataset.key}`;
    this.timer = 0;
    this.request = null;
    this.typedAt = 0;
    this.savedAt = 0;
    this.isHeld = false;
    this.offerRestore();
    this.listen();
  }

  listen() {
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => this.isDirty() && !this.isHeld && this.save());
    window.addEventListener("pagehide", () => this.isDirty() && this.keepHere());
    document.addEventListener("click", (event) => this.open(event));
    this.openAddressed();
  }

  /* A link of the advice opens the boxes it speaks of. */
  open(event) {
    const link = event.target.closest("a[href^='#']");
    if (link) this.openPart(link.getAttribute("href").slice(1));
  }

  openAddressed() {
    if (location.hash) this.openPart(location.hash.slice(1));
  }

  openPart(id) {
    const details = document.getElementById(id)?.closest(".part")?.querySelector(".part__edit");
    if (details) details.open = true;
  }

  isDirty() {
    return this.typedAt > this.savedAt;
  }

  typed() {
    this.typedAt = Date.now();
    this.keepHere();
    if (!this.isHeld) this.later(WAIT_MS);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  stop() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.keepHere();
    this.savedAt = this.typedAt;
  }

  boxes() {
    const data = new FormData(this.form);
    data.delete("act");
    return data;
  }

  typedBoxes() {
    return [...this.boxes()].filter(([name]) => !SERVER_ONLY.has(name));
  }

  async save() {
    const began = this.typedAt;
    const { seq } = this.form.elements;
    seq.value = String(Number(seq.value) + 1);
    const data = this.boxes();
    this.request?.abort();
    this.request = new AbortController();
    this.say(this.form.dataset.saving);
    try {
      const { signal } = this.request;
      const body = new URLSearchParams(data);
      const answer = await fetch(this.form.dataset.draftUrl, { method: "POST", body, signal });
      this.answered(answer, await answer.json(), began);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.say(this.form.dataset.offline);
      this.later(RETRY_MS);
    }
  }

  answered(answer, said, began) {
    this.say(said.status);
    if (!answer.ok) {
      this.hold(said.seq);
      return;
    }
    this.savedAt = began;
    if (!this.isDirty()) this.forgetHere();
    this.showLive(said.side);
  }

  showLive(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    for (const part of made.content.querySelectorAll("[data-live]")) {
      const place = document.querySelector(`[data-live-place="${part.dataset.live}"]`);
      if (place && place.innerHTML.trim() !== part.innerHTML.trim()) {
        place.replaceChildren(...part.childNodes);
      }
    }
  }

  say(text) {
    if (this.status.firstChild?.textContent !== text) this.status.replaceChildren(text);
  }

  /* The session ended, or another window typed later: no more silent saving. As a form the server
     takes the text, and shows what to do. */
  hold(newer) {
    this.isHeld = true;
    if (newer) this.form.elements.seq.value = newer;
    const button = document.createElement("button");
    Object.assign(button, { name: "act", value: "edit", className: "button button--small" });
    button.textContent = this.form.dataset.resend;
    this.status.append(" ", button);
  }

  keepHere() {
    const boxes = this.typedBoxes();
    const base = this.form.elements.base.value;
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), base, boxes }));
    } catch {
      /* Full, or forbidden: the server's draft remains. */
    }
  }

  forgetHere() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      /* Forbidden: nothing was kept. */
    }
  }

  kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
      return kept && Date.now() - kept.at < KEPT_DAYS * DAY_MS ? kept : null;
    } catch {
      return null;
    }
  }

  /* Offered, never imposed; not at all when the page already says the same. */
  offerRestore() {
    const kept = this.kept();
    const notice = this.form.querySelector("[data-restore]");
    if (!kept || this.isShown(kept.boxes)) {
      this.forgetHere();
      return;
    }
    const day = new Date(kept.at).toLocaleString(document.documentElement.lang);
    notice.querySelector("[data-restore-date]").textContent = day;
    notice.hidden = false;
    notice.querySelector("[data-restore-yes]").addEventListener("click", () => {
      this.form.elements.base.value = kept.base;
      this.putBack(kept.boxes);
      notice.hidden = true;
      this.typed();
    });
    notice.querySelector("[data-restore-no]").addEventListener("click", () => {
      this.forgetHere();
      notice.hidden = true;
    });
  }

  isShown(boxes) {
    const said = (pairs) => JSON.stringify(pairs.map(([name, text]) => [name, plain(text)]));
    return said(boxes) === said(this.typedBoxes());
  }

  putBack(boxes) {
    this.addRowsFor(boxes);
    for (const box of this.form.elements) {
      if (!box.name || SERVER_ONLY.has(box.name) || box.type === "submit") continue;
      const values = boxes.filter(([name]) => name === box.name).map(([, text]) => text);
      const isTick = box.type === "checkbox" || box.type === "radio";
      const before = isTick ? box.checked : plain(box.value);
      if (isTick) box.checked = values.includes(box.value);
      else box.value = values[0] ?? "";
      if (before !== (isTick ? box.checked : plain(box.value))) this.openAround(box);
    }
  }

  addRowsFor(boxes) {
    for (const rows of this.form.querySelectorAll("[data-rows]")) {
      const total = rows.querySelector("[name$='-TOTAL_FORMS']");
      const wanted = boxes.find(([name]) => name === total.name)?.[1] ?? 0;
      while (Number(total.value) < Number(wanted)) addRow(rows);
    }
  }

  openAround(box) {
    for (let details = box.closest("details"); details; details = details.parentElement.closest("details")) {
      details.open = true;
    }
  }
}

const SERVER_ONLY = new Set(["csrfmiddlewaretoken", "base", "seq", "act"]);
const MOST_ROWS = 12;

function plain(text) {
  return text.replaceAll("\r\n", "\n");
}

/* One more empty line of a list, like its last one. */
function addRow(rows) {
  const total = rows.querySelector("[name$='-TOTAL_FORMS']");
  const last = [...rows.querySelectorAll(".form__row")].at(-1);
  const row = last.cloneNode(true);
  const number = Number(total.value);
  for (const part of row.querySelectorAll("[id], [for], [name]")) {
    for (const name of ["id", "for", "name"]) {
      const said = part.getAttribute(name);
      if (said) part.setAttribute(name, said.replace(`-${number - 1}-`, `-${number}-`));
    }
  }
  for (const box of row.querySelectorAll("input, select")) {
    if (box.type === "checkbox") box.checked = false;
    else box.value = "";
  }
  total.value = String(number + 1);
  last.after(row);
}

function keepAnEmptyRow(rows) {
  const last = [...rows.querySelectorAll(".form__row")].at(-1);
  const boxes = [...last.querySelectorAll("input:not([type=checkbox]), select")];
  const isFull = boxes.some((box) => box.value.trim());
  const total = rows.querySelector("[name$='-TOTAL_FORMS']");
  if (isFull && Number(total.value) < MOST_ROWS) addRow(rows);
}

for (const form of document.querySelectorAll("form[data-editing]")) new Editing(form);
for (const rows of document.querySelectorAll("[data-editing] [data-rows]")) {
  rows.addEventListener("input", () => keepAnEmptyRow(rows));
}
