/* Pages of moderation that stay true while they are open: who looks at what, what was decided, how
   much waits. A socket says when to ask again; without it the page asks every half minute. Without
   this file the pages work, and are true when they are loaded. */

const POLL_MS = 30_000;
// With the socket open: hints are never promised.
const SAFETY_MS = 180_000;
const BEAT_MS = 60_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 120_000;
// Two hundred pages told at once do not all ask in the same instant.
const SPREAD_MS = 400;

const wires = document.querySelector("[data-live]");

class Live {
  constructor() {
    this.known = new Map();
    this.etag = null;
    this.tries = 0;
    this.socket = null;
    this.isOver = false;
    this.timer = 0;
  }

  start() {
    for (const item of items()) {
      this.known.set(item.dataset.liveItem, { version: Number(item.dataset.liveVersion) });
    }
    this.connect();
    this.later(POLL_MS);
    document.addEventListener("live:ask", () => this.ask());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      this.ask();
      if (!this.socket) this.connect();
    });
  }

  connect() {
    if (this.isOver || !("WebSocket" in window)) return;
    const address = new URL(wires.dataset.liveSocket, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    let socket;
    try {
      socket = new WebSocket(address);
    } catch {
      return;
    }
    this.socket = socket;
    socket.addEventListener("open", () => {
      // What was said while it was closed is asked for.
      const isAgain = this.tries > 0;
      this.tries = 0;
      tell("live:link", { connected: true });
      if (isAgain) this.ask();
    });
    socket.addEventListener("message", () => this.later(Math.random() * SPREAD_MS));
    socket.addEventListener("close", ({ code }) => {
      this.socket = null;
      tell("live:link", { connected: false });
      if (code === 4403) this.ask();
      const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.tries++);
      setTimeout(() => this.connect(), wait * (0.5 + Math.random()));
      this.later(Math.min(this.wait(), POLL_MS));
    });
  }

  wait() {
    return this.socket?.readyState === WebSocket.OPEN ? SAFETY_MS : POLL_MS;
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), ms);
  }

  async ask() {
    clearTimeout(this.timer);
    if (this.isOver) return;
    // A page nobody looks at asks for nothing; it does when it is looked at again.
    if (document.visibilityState === "visible") await this.fetch();
    if (!this.isOver) this.later(this.wait());
  }

  async fetch() {
    const address = new URL(wires.dataset.live, location.href);
    address.searchParams.set("since", wires.dataset.liveSince);
    if (wires.dataset.livePlace) address.searchParams.set("place", wires.dataset.livePlace);
    address.searchParams.set("items", [...shown()].slice(0, 100).join(","));
    try {
      const answer = await fetch(address, {
        headers: { Accept: "application/json", ...(this.etag ? { "If-None-Match": this.etag } : {}) },
        cache: "no-store",
      });
      if (answer.status === 401 || answer.status === 403) return this.end();
      if (answer.status !== 200) return;
      this.etag = answer.headers.get("ETag");
      this.take(await answer.json());
    } catch {
      // The network is away: the next time asks again.
    }
  }

  end() {
    this.isOver = true;
    this.socket?.close();
    say(wires.dataset.liveSignedOut);
  }

  take({ waiting, news, text, items: said }) {
    const found = new Map(said.map((one) => [one.id, one]));
    for (const id of shown()) {
      this.compare(found.get(id) ?? { id, version: 0, state: "", isOpen: false, holder: null });
    }
    for (const counter of document.querySelectorAll("[data-live-count='waiting']")) {
      const number = String(waiting);
      if (counter.textContent.trim() !== number) counter.textContent = number;
    }
    if (text) say(text, location.href);
    tell("live:counts", { waiting, news, text });
  }

  compare(now) {
    const before = this.known.get(now.id);
    this.known.set(now.id, now);
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    draw(now, before);
    tell("live:item", now);
  }
}

/* The item of an item page: held while the page is looked at, and left when it is left. */
class Held {
  constructor(place) {
    this.place = place;
    this.isMine = false;
    this.isDecided = false;
    this.beating = new AbortController();
  }

  start() {
    this.beat();
    setInterval(() => this.beat(), BEAT_MS);
    document.addEventListener("visibilitychange", () => this.beat());
    document.addEventListener("live:item", ({ detail }) => this.hear(detail));
    // The decision itself ends the claim.
    document.addEventListener("submit", () => {
      this.isDecided = true;
      this.beating.abort();
    });
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", ({ persisted }) => persisted && this.beat());
  }

  hear({ isOpen, holder }) {
    if (this.isMine && isOpen && holder && !holder.isMine) say(wires.dataset.liveLost);
    this.isMine = Boolean(holder?.isMine);
    if (!isOpen) this.isDecided = true;
  }

  async beat() {
    if (this.isDecided || document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(this.place.dataset.liveHeld, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": token() },
        signal: this.beating.signal,
      });
      if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
        this.isDecided = true;
      }
      if (answer.status !== 200 && answer.status !== 409) return;
      const { holder } = await answer.json();
      this.isMine = Boolean(holder?.isMine);
      write(this.place, holder);
    } catch {
      // The network is away: the next beat says it.
    }
  }

  leave() {
    if (!this.isMine || this.isDecided) return;
    const said = new FormData();
    said.append("csrfmiddlewaretoken", token());
    navigator.sendBeacon(this.place.dataset.liveLeft, said);
    this.isMine = false;
  }
}

function items() {
  return document.querySelectorAll("[data-live-item]");
}

function shown() {
  return new Set([...items()].map((item) => item.dataset.liveItem));
}

function token() {
  return document.querySelector("[name='csrfmiddlewaretoken']")?.value ?? "";
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

function draw({ id, version, isOpen, holder }, before) {
  for (const item of document.querySelectorAll(`[data-live-item="${CSS.escape(id)}"]`)) {
    item.toggleAttribute("data-live-gone", !isOpen);
    if (isOpen) write(item, holder);
    else write(item, { text: wires.dataset.liveDecided }, "gone");
  }
  const isRead = document.querySelector("[data-live-held]") !== null;
  if (!isRead || !before) return;
  const again = wires.dataset.liveAgain;
  if (!isOpen) say(wires.dataset.liveDecided, location.href, again);
  else if (version !== before.version) say(wires.dataset.liveChanged, location.href, again);
}

function who(holder) {
  if (!holder) return "nobody";
  return holder.isMine ? "mine" : "others";
}

function write(place, holder, whose = who(holder)) {
  for (const line of place.querySelectorAll("[data-live-holder]")) {
    const text = holder?.text ?? "";
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  }
  for (const form of place.querySelectorAll("[data-live-form]")) {
    form.hidden = form.dataset.liveForm !== whose;
  }
}

function say(text, address = "", label = wires.dataset.liveShow) {
  const news = wires.querySelector("[data-live-news]");
  if (news.dataset.said === text) return;
  news.dataset.said = text;
  const line = document.createElement("p");
  line.className = "live__news";
  line.textContent = text;
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = label;
    line.append(" ", link);
  }
  news.replaceChildren(line);
}

if (wires) {
  new Live().start();
  const place = document.querySelector("[data-live-held]:not([data-live-reading])");
  if (place) new Held(place).start();
}
