// Tables as they are now, and the editor of a row: what the API refuses is said at the field, what changed meanwhile is asked about.

import { here, parts } from "./api.js";
import { $, button, fill, fresh, h } from "./dom.js";
import { follow } from "./live.js";

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const brief = (value) => { const text = typeof value === "string" ? value : JSON.stringify(value); return text.length > 60 ? `${text.slice(0, 57)}…` : text; };

export function tables(vendor, catalogue) {
  const names = Object.keys(catalogue.tables);
  const box = h("div");
  const chooser = h("select", { id: "table" }, names.map((name) => h("option", { value: name }, name)));
  const asked = location.hash.split("/")[1];
  if (names.includes(asked)) chooser.value = asked;
  const open = () => one(vendor, chooser.value, catalogue.tables[chooser.value], box);
  chooser.addEventListener("change", () => { history.replaceState(null, "", `#tables/${chooser.value}`); open(); });
  window.addEventListener("hashchange", () => {
    const name = location.hash.split("/")[1];
    if (box.isConnected && names.includes(name) && name !== chooser.value) { chooser.value = name; open(); }
  });
  open();
  return h("div", {}, h("p", { class: "filter" }, h("label", { for: "table" }, "Table"), chooser), box);
}

async function one(vendor, name, spec, box) {
  const path = `/tables${parts(vendor, name)}`;
  const body = h("tbody");
  const count = h("span", { class: "quiet" });
  const editor = h("div", { class: "editor", hidden: true });
  const fields = Object.keys(spec.fields);
  const shownFields = fields.slice(0, 6);
  const find = h("input", { type: "search", id: fresh("find"), placeholder: "in this table", autocomplete: "off" });
  let rows = {};

  function show() {
    const wanted = find.value.trim().toLowerCase();
    const found = Object.entries(rows).filter(([key, row]) => !wanted || `${key} ${JSON.stringify(row)}`.toLowerCase().includes(wanted));
    count.textContent = `${found.length} of ${Object.keys(rows).length} rows`;
    fill(body, found.slice(0, 200).map(([key, row]) => h("tr", {}, h("th", { scope: "row" }, h("button", { type: "button", class: "link", onclick: () => edit(key, row) }, key)), shownFields.map((field) => h("td", {}, h("code", {}, brief(row[field] ?? null)))))),
      found.length ? null : h("tr", {}, h("td", { colspan: shownFields.length + 1, class: "empty" }, Object.keys(rows).length ? "No row has that." : "The table is empty.")));
  }

  async function read() {
    rows = await here("GET", path);
    show();
  }

  function edit(key, row) {
    editor.hidden = false;
    fill(editor, rowEditor({ path, name, spec, key, row, done: async () => { editor.hidden = true; fill(editor); await read(); }, close: () => { editor.hidden = true; fill(editor); } }));
    editor.scrollIntoView({ block: "nearest" });
    $("input, select, textarea", editor)?.focus();
  }

  fill(box, h("p", {}, spec.about, " ", count), h("p", { class: "filter" }, h("label", { for: find.id }, "Find"), find, name === "settings" ? null : button("New row", () => edit(null, {}))), editor,
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": `Rows of ${name}` }, h("table", { class: "rows" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Key"), shownFields.map((field) => h("th", { scope: "col" }, field)))), body)),
    fields.length > shownFields.length ? h("p", { class: "quiet" }, `${fields.length - shownFields.length} more fields: open a row to see them.`) : null);
  find.addEventListener("input", show);
  try {
    await read();
  } catch (error) {
    fill(body, h("tr", {}, h("td", { colspan: shownFields.length + 1, class: "problem" }, error.message)));
  }
  follow({ many: (entries) => { if (box.contains(body) && body.isConnected && entries.some((entry) => entry.vendor === vendor)) read().catch(() => {}); } });
}

/** What stands in a field's input, and how it is read back. */
function control(name, schema, value) {
  const id = fresh("cell");
  const kinds = [schema.type, ...(schema.anyOf || []).map((one) => one.type)].flat().filter(Boolean);
  const text = kinds.includes("string") && !kinds.some((kind) => ["object", "array"].includes(kind));
  if (schema.enum) {
    const input = h("select", { id }, schema.enum.map((one) => h("option", { value: JSON.stringify(one) }, String(one))));
    input.value = JSON.stringify(value ?? schema.default ?? schema.enum[0]);
    return { id, input, read: () => JSON.parse(input.value) };
  }
  if (kinds[0] === "boolean" && kinds.length === 1) {
    const input = h("input", { id, type: "checkbox", checked: Boolean(value ?? schema.default) });
    return { id, input, read: () => input.checked };
  }
  const given = value !== undefined ? value : schema.default;
  const start = given === undefined ? "" : text && typeof given === "string" ? given : JSON.stringify(given, null, typeof given === "object" && given !== null ? 1 : undefined);
  const input = start.includes("\n") || start.length > 80 ? h("textarea", { id, rows: Math.min(10, start.split("\n").length + 1), spellcheck: "false" }) : h("input", { id, type: "text", autocomplete: "off", spellcheck: "false" });
  input.value = start;
  return { id, input, read: () => parse(input.value, kinds, text) };
}

function parse(typed, kinds, text) {
  if (text && kinds.length === 1) return typed;
  if (typed === "" && !text) return undefined;
  try {
    const value = JSON.parse(typed);
    if (!text || value === null) return value;
  } catch {
    if (!text) throw new Error(`is no JSON: ${typed.slice(0, 60)}. A ${kinds.join(" or ")} is expected.`);
  }
  return typed;
}

function rowEditor({ path, name, spec, key, row, done, close }) {
  let original = row;
  const keyInput = h("input", { id: fresh("key"), type: "text", autocomplete: "off", value: key ?? "" });
  const message = h("div", { class: "message", role: "alert" });
  const cells = Object.entries(spec.fields).map(([field, schema]) => {
    const cell = control(field, schema, row[field]);
    const problem = h("p", { class: "problem", hidden: true, id: `${cell.id}-problem` });
    return { field, ...cell, problem, begun: cell.input.type === "checkbox" ? cell.input.checked : cell.input.value, box: h("div", { class: "cell" }, h("label", { for: cell.id }, h("code", {}, field), spec.required.includes(field) ? h("span", { class: "quiet" }, " required") : null), cell.input, problem) };
  });

  const touched = (cell) => (cell.input.type === "checkbox" ? cell.input.checked : cell.input.value) !== cell.begun;

  function fail(error) {
    const cell = cells.find((one) => error.field === one.field || error.field?.startsWith(`${one.field}.`) || error.field?.startsWith(`${one.field}[`));
    if (cell) mark(cell, error.message);
    else fill(message, h("p", { class: "notice bad" }, error.message));
  }

  function mark(cell, text) {
    cell.problem.textContent = text;
    cell.problem.hidden = false;
    cell.input.setAttribute("aria-invalid", "true");
    cell.input.setAttribute("aria-describedby", cell.problem.id);
    cell.input.focus();
  }

  function clean() {
    fill(message);
    for (const cell of cells) { cell.problem.hidden = true; cell.input.removeAttribute("aria-invalid"); }
  }

  function values(only) {
    const found = {};
    for (const cell of cells) {
      if (only && !touched(cell)) continue;
      let value;
      try {
        value = cell.read();
      } catch (error) {
        mark(cell, `${cell.field} ${error.message}`);
        return null;
      }
      if (value !== undefined) found[cell.field] = value;
    }
    return found;
  }

  async function save(anyway = false) {
    clean();
    const changes = values(key !== null);
    if (changes === null) return;
    if (key === null) {
      const made = keyInput.value;
      if (!made) return fill(message, h("p", { class: "notice bad" }, "Give the row a key."));
      const there = await here("GET", `${path}${parts(made)}`).catch((error) => { if (error.status === 404) return null; throw error; });
      if (there) return fill(message, h("p", { class: "notice bad" }, `There is a row ${made} already. Choose another key, or close this and open that row.`));
      await here("PUT", `${path}${parts(made)}`, changes);
      return done();
    }
    if (!anyway) {
      const now = await here("GET", `${path}${parts(key)}`).catch((error) => { if (error.status === 404 && !/no space/.test(error.message)) return null; throw error; });
      if (now === null) return fill(message, h("p", { class: "notice bad" }, "This row was removed meanwhile. What you typed is still here. ", button("Write it anew", async () => { await here("PUT", `${path}${parts(key)}`, values(false) || {}); await done(); }, { fail })));
      if (!same(now, original)) return collide(now, changes);
    }
    await here("PATCH", `${path}${parts(key)}`, changes);
    await done();
  }

  function collide(now, changes) {
    const moved = [...new Set([...Object.keys(now), ...Object.keys(original)])].filter((field) => !same(now[field], original[field]));
    fill(message, h("div", { class: "notice bad" }, h("p", {}, `This row was changed elsewhere while you edited it: ${moved.map((field) => `${field} is now ${brief(now[field] ?? null)}`).join(", ")}. What you typed is still here.`),
      h("p", { class: "doors" }, button(moved.some((field) => field in changes) ? "Save mine over it" : "Save mine beside it", async () => { original = now; await save(true); }, { fail }), button("Take what is there now", async () => { fill(message); await done(); }))));
  }

  const saver = button("Save", () => save(), { kind: "button", type: "submit", fail });
  return h("form", { class: "row", "aria-label": key === null ? `A new row of ${name}` : `The row ${key} of ${name}`, onsubmit: (event) => event.preventDefault() },
    h("h3", {}, key === null ? `A new row of ${name}` : [`${name} · `, h("code", {}, key)]),
    key === null ? h("div", { class: "cell" }, h("label", { for: keyInput.id }, "Key"), keyInput) : null,
    h("div", { class: "cells" }, cells.map((cell) => cell.box)), message,
    h("p", { class: "doors" }, saver, button("Close", close), key === null || name === "settings" ? null : button("Remove the row", async () => { await here("DELETE", `${path}${parts(key)}`); await done(); }, { kind: "button plain danger", fail })));
}
