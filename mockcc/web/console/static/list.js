// A list that may have ten thousand rows: only those in sight are in the document.

import { h } from "./dom.js";

const ROW = 46;

export function virtualList({ label, row, open }) {
  const pane = h("div", { class: "pane" });
  const box = h("div", { class: "listbox", role: "listbox", tabindex: 0, "aria-label": label }, pane);
  let items = [];
  let chosen = null;
  let follow = true;
  let asked = false;

  function draw() {
    asked = false;
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 6);
    const last = Math.min(items.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + 6);
    pane.style.height = `${items.length * ROW}px`;
    const kept = new Map([...pane.children].map((element) => [element.dataset.id, element]));
    const shown = [];
    for (let place = first; place < last; place += 1) {
      const item = items[place];
      const element = kept.get(item.id) || row(item);
      element.dataset.id = item.id;
      element.id = `entry-${item.id}`;
      element.setAttribute("role", "option");
      element.setAttribute("aria-setsize", String(items.length));
      element.setAttribute("aria-posinset", String(place + 1));
      element.setAttribute("aria-selected", String(item.id === chosen));
      element.style.transform = `translateY(${place * ROW}px)`;
      shown.push(element);
    }
    pane.replaceChildren(...shown);
    if (chosen !== null && document.getElementById(`entry-${chosen}`)) box.setAttribute("aria-activedescendant", `entry-${chosen}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function ask() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  }

  box.addEventListener("scroll", () => {
    follow = box.scrollTop + box.clientHeight >= items.length * ROW - ROW;
    ask();
  });
  box.addEventListener("click", (event) => {
    const element = event.target.closest("[data-id]");
    if (element) choose(element.dataset.id);
  });
  box.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(box.clientHeight / ROW) - 1);
    const at = items.findIndex((item) => item.id === chosen);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: items.length - 1 };
    if (!(event.key in steps) || !items.length) return;
    event.preventDefault();
    choose(items[Math.max(0, Math.min(items.length - 1, steps[event.key]))].id);
  });
  new ResizeObserver(ask).observe(box);

  function choose(id) {
    chosen = id;
    const place = items.findIndex((item) => item.id === id);
    if (place >= 0) {
      const top = place * ROW;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
    }
    draw();
    const item = items[place];
    if (item) open(item);
  }

  return {
    box,
    choose,
    show(found, { stay = false } = {}) {
      items = found;
      pane.style.height = `${items.length * ROW}px`;
      if (follow && !stay) box.scrollTop = items.length * ROW;
      ask();
    },
  };
}
