/* After the editing page: what the server has saved is no longer needed in this browser; and on the
   conflict page, writing in a box ticks the choice it belongs to. Without this file the server asks
   which one is meant. */

for (const saved of document.querySelectorAll("[data-saved]")) {
  try {
    localStorage.removeItem(`maillage-draft-${saved.dataset.saved}`);
  } catch {
    /* Forbidden: nothing was kept. */
  }
}

for (const boxes of document.querySelectorAll("[data-conflict] [data-for]")) {
  boxes.addEventListener("input", () => {
    document.getElementById(boxes.dataset.for).checked = true;
  });
}
