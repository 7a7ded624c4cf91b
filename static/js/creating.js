/* Keeps the screen being filled in, and shows beside it what looks like it. Without this file
   every button does the same: the text is kept and the next page shows what it looks like. */

const WAIT_MS = 700;

class Screen {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.typing;
    this.status = document.querySelector("[data-live-status]");
    this.timer = 0;
    this.request = null;
    this.shown = null;
    form.addEventListener("input", () => this.later());
    form.addEventListener("submit", () => this.stop());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), WAIT_MS);
  }

  stop() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  async send() {
    this.request?.abort();
    this.request = new AbortController();
    const { seq } = this.form.elements;
    seq.value = Number(seq.value) + 1;
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: new FormData(this.form),
        signal: this.request.signal,
      });
      if (answer.ok) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.later();
    }
  }

  show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const fresh of page.querySelectorAll("[data-live]")) {
      const old = document.querySelector(`[data-live="${fresh.dataset.live}"]`);
      if (old && this.mayReplace(old)) old.replaceChildren(...fresh.childNodes);
      if (fresh.dataset.number) this.tell(Number(fresh.dataset.number));
    }
  }

  /* Never under the fingers of whoever fills it in or opens it. */
  mayReplace(part) {
    const isOpen = part.querySelector("details[open]") !== null;
    return !part.contains(document.activeElement) && !(isOpen && part.closest("form"));
  }

  tell(number) {
    if (number === this.shown) return;
    this.shown = number;
    const { one, many } = this.status.dataset;
    const words = ["", one][number] ?? many;
    this.status.textContent = words.replace("{number}", number);
  }
}

const form = document.querySelector("form[data-typing]");
if (form) new Screen(form);
