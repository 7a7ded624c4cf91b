/* Suggestions under a plain text field (ARIA 1.2 combobox). Without this file the field still works:
   what is typed is resolved on the server. The text goes by POST, so that no log keeps it.
   The answer holds one list of options: label, value, and perhaps detail, icon, need (a code that
   goes along with the form until the text changes), page (where choosing it leads instead). */

const WAIT_MS = 180;
const SHORTEST = 2;
const SVG = "http://www.w3.org/2000/svg";

class Combobox {
  constructor(input) {
    this.input = input;
    this.url = input.dataset.combobox;
    this.options = [];
    this.active = -1;
    this.timer = 0;
    this.request = null;
    this.carried = null;
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
    this.input.addEventListener("input", () => {
      this.carry("");
      this.later();
    });
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
      if (answer.ok) this.show(...Object.values(await answer.json()));
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(found) {
    const { comboboxNone, comboboxOne, comboboxMany } = this.input.dataset;
    this.mark(-1);
    this.options = found.map((one, index) => this.option(one, index));
    this.list.replaceChildren(...this.options);
    this.toggle(found.length > 0 && document.activeElement === this.input);
    const words = [comboboxNone, comboboxOne][found.length] ?? comboboxMany;
    this.status.textContent = words.replace("{number}", found.length);
  }

  option({ label, value, detail = "", icon, need = "", page = "" }, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.className = "combobox__option";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    Object.assign(item.dataset, { value, need, page });
    if (icon) item.append(this.icon(icon));
    item.append(this.span("label", label));
    if (detail) item.append(" ", this.span("detail", detail));
    return item;
  }

  span(part, text) {
    const span = document.createElement("span");
    span.className = `combobox__${part}`;
    span.textContent = text;
    return span;
  }

  icon(name) {
    const icon = document.createElementNS(SVG, "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${this.input.dataset.comboboxIcons}#${name}`);
    icon.append(use);
    return icon;
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
    const { value, need, page } = this.options[index].dataset;
    this.close();
    this.status.textContent = "";
    if (page) {
      location.assign(page);
      return;
    }
    this.input.value = value;
    this.carry(need);
  }

  carry(need) {
    this.carried?.remove();
    this.carried = need ? document.createElement("input") : null;
    if (!need) return;
    Object.assign(this.carried, { type: "hidden", name: "besoin", value: need });
    this.input.after(this.carried);
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
