/* Suggestions under a plain text field (ARIA 1.2 combobox). Without this file the field still works:
   what is typed is resolved on the server. The text goes by POST, so that no log keeps it. */

const WAIT_MS = 180;
const SHORTEST = 2;

class Combobox {
  constructor(input) {
    this.input = input;
    this.url = input.dataset.combobox;
    this.options = [];
    this.active = -1;
    this.timer = 0;
    this.request = null;
    this.build();
    this.listen();
  }

  build() {
    const { input } = this;
    this.box = document.createElement("div");
    this.box.className = "combobox";
    input.replaceWith(this.box);
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-list`;
    this.list.className = "combobox__list";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.dataset.comboboxLabel);
    this.status = document.createElement("div");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.box.append(input, this.list, this.status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
  }

  listen() {
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.options.indexOf(option));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.request?.abort();
    if (this.input.value.trim().length < SHORTEST) {
      this.close();
      this.status.textContent = "";
      return;
    }
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    this.request = new AbortController();
    const body = new URLSearchParams({ q: this.input.value.trim() });
    try {
      const answer = await fetch(this.url, { method: "POST", body, signal: this.request.signal });
      if (answer.ok) this.show((await answer.json()).places);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(places) {
    const { comboboxNone, comboboxOne, comboboxMany } = this.input.dataset;
    this.active = -1;
    this.options = places.map((place, index) => this.option(place, index));
    this.list.replaceChildren(...this.options);
    this.toggle(places.length > 0 && document.activeElement === this.input);
    const words = [comboboxNone, comboboxOne][places.length] ?? comboboxMany;
    this.status.textContent = words.replace("{number}", places.length);
  }

  option(place, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.className = "combobox__option";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.value = place.value;
    item.append(place.label);
    if (place.detail) {
      const detail = document.createElement("span");
      detail.className = "combobox__detail";
      detail.textContent = place.detail;
      item.append(detail);
    }
    return item;
  }

  onKey(event) {
    if (event.isComposing) return;
    const { key } = event;
    if (key === "Escape" && this.isOpen) this.close();
    else if (key === "Enter" && this.isOpen && this.active >= 0) this.choose(this.active);
    else if (key === "ArrowDown" && this.options.length) this.move(1);
    else if (key === "ArrowUp" && this.options.length) this.move(-1);
    else return;
    event.preventDefault();
  }

  move(step) {
    this.toggle(true);
    const count = this.options.length;
    const start = this.active < 0 && step < 0 ? 0 : this.active;
    this.mark((start + step + count) % count);
  }

  mark(index) {
    this.active = index;
    this.options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index < 0) {
      this.input.removeAttribute("aria-activedescendant");
    } else {
      this.input.setAttribute("aria-activedescendant", this.options[index].id);
      this.options[index].scrollIntoView({ block: "nearest" });
    }
  }

  choose(index) {
    this.input.value = this.options[index].dataset.value;
    this.close();
    this.status.textContent = "";
  }

  get isOpen() {
    return !this.list.hidden;
  }

  toggle(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.toggle(false);
    this.mark(-1);
  }
}

document.querySelectorAll("input[data-combobox]").forEach((input) => new Combobox(input));
