/* « Quitter vite »: the page gives way to another one, without leaving an entry in the history of
   the tab. Without this file the link still leads there. Escape pressed three times does the same. */

const PRESSES = 3;
const WITHIN_MS = 1500;

const link = document.querySelector("[data-quick-exit]");
let pressed = [];

function leave() {
  document.documentElement.hidden = true;
  window.location.replace(link.href);
}

if (link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    pressed = [...pressed, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN_MS);
    if (pressed.length >= PRESSES) leave();
  });
}
