// Builds what is shown. Text goes in as text: nothing here ever reads markup from data.

/** An element with properties, listeners (`on…`), attributes and children; strings become text. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "value" || name === "checked" || name === "selected") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

export function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Put these in place of what the element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  return add(element, children);
}

export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) if (value !== undefined && value !== null) element.setAttribute(name, String(value));
  return add(element, children);
}

export const $ = (selector, within = document) => within.querySelector(selector);

let numbers = 0;
export const fresh = (word) => `${word}-${++numbers}`;

/** A button that cannot be pressed twice while it works; what goes wrong is shown by `fail`. */
export function button(label, act, { kind = "button plain", fail, ...props } = {}) {
  const found = h("button", { type: "button", class: kind, ...props }, label);
  found.addEventListener("click", async (event) => {
    if (found.getAttribute("aria-disabled") === "true") return;
    found.setAttribute("aria-disabled", "true");
    try {
      await act(event);
    } catch (error) {
      if (fail) fail(error);
      else throw error;
    } finally {
      found.removeAttribute("aria-disabled");
    }
  });
  return found;
}

/** Tabs: a list of {id, label, view()}; a view is built when it is first looked at. */
export function tabs(label, parts, { chosen = 0, onchoose } = {}) {
  const list = h("div", { role: "tablist", "aria-label": label, class: "tabs" });
  const panels = [];
  const heads = parts.map((part, place) => {
    const panel = h("div", { role: "tabpanel", id: fresh("panel"), class: "panel", hidden: true, tabindex: 0 });
    const head = h("button", { type: "button", role: "tab", id: fresh("tab"), "aria-controls": panel.id, onclick: () => choose(place) }, part.label);
    panel.setAttribute("aria-labelledby", head.id);
    panels.push(panel);
    return head;
  });
  function choose(place, silent) {
    heads.forEach((head, index) => {
      head.setAttribute("aria-selected", String(index === place));
      head.tabIndex = index === place ? 0 : -1;
      panels[index].hidden = index !== place;
    });
    if (!panels[place].childNodes.length) add(panels[place], [parts[place].view()]);
    if (!silent && onchoose) onchoose(parts[place]);
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (heads.indexOf(document.activeElement) + step + heads.length) % heads.length;
    choose(next);
    heads[next].focus();
    event.preventDefault();
  });
  add(list, heads);
  choose(chosen, true);
  const box = h("div", { class: "tabbed" }, list, panels);
  box.choose = choose;
  return box;
}

/** Copy, and say so on the button for a moment. */
export function copier(label, text) {
  const found = button(label, async () => {
    try {
      await navigator.clipboard.writeText(text());
      found.textContent = "Copied";
    } catch {
      found.textContent = "Not allowed: select and copy by hand";
    }
    setTimeout(() => (found.textContent = label), 1500);
  }, { kind: "button small" });
  return found;
}

export const bytes = (count) => (count < 1000 ? `${count} bytes` : count < 1e6 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`);
