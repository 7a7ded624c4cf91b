/* The live hint: how many messages wait on « Ma page », asked every minute while the tab is looked
   at. Without this file the number is on that page itself. */

const EVERY_MS = 60_000;

const hint = document.querySelector("[data-unread]");
let known = null;

function show({ count, text }) {
  const words = document.createElement("span");
  words.className = "visually-hidden";
  words.textContent = text;
  const number = document.createElement("span");
  number.setAttribute("aria-hidden", "true");
  number.textContent = count;
  hint.replaceChildren(...(count ? [number, words] : []));
  hint.hidden = !count;
  // Only what arrives while the page is read is said aloud, not what every page begins with.
  hint.setAttribute("aria-live", "polite");
}

async function ask() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(hint.dataset.unread, {
      headers: { Accept: "application/json", ...(known ? { "If-None-Match": known } : {}) },
      cache: "no-store",
    });
    if (answer.status !== 200) return;
    known = answer.headers.get("ETag");
    show(await answer.json());
  } catch {
    // The network is away: the next minute asks again.
  }
}

if (hint) {
  ask();
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
}
