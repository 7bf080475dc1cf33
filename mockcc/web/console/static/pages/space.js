// Spaces and their clocks: choose, make, reset, drop, keep and put back; move, freeze and resume; and what expires.

import { api, here, parts, space, spacePath, within } from "../api.js";
import { button, fill, fresh, h } from "../dom.js";
import { clock, now } from "../frame.js";
import { look } from "../world.js";

export async function start(stage) {
  const spaces = h("section", { class: "block" }, h("p", { class: "wait" }, "Reading the spaces…"));
  const time = h("section", { class: "block" });
  const expiry = h("section", { class: "block wide" }, h("h2", {}, "What expires"), h("p", { class: "wait" }, "Looking at every table…"));
  fill(stage, h("div", { class: "blocks" }, spaces, time, expiry));
  await Promise.all([spaceBlock(spaces), timeBlock(time, () => expiryBlock(expiry)), expiryBlock(expiry)]);
}

function message() {
  const box = h("div", { role: "status" });
  return { box, good: (text) => fill(box, h("p", { class: "notice" }, text)), fail: (error) => fill(box, h("p", { class: "notice bad", role: "alert" }, error.message)) };
}

async function spaceBlock(box) {
  const said = message();
  const name = h("input", { type: "text", id: fresh("name"), placeholder: "letters, digits, . _ -", autocomplete: "off", spellcheck: "false" });
  const seed = h("input", { type: "text", id: fresh("seed"), inputmode: "numeric", placeholder: "as the server", autocomplete: "off" });
  const list = h("ul", { class: "spaces" });
  const file = h("input", { type: "file", accept: "application/json,.json", id: fresh("file") });
  const sure = h("div");

  async function refresh() {
    const found = await api("GET", "/_mockcc/spaces");
    fill(list, found.map((one) => h("li", {}, one.id === space() ? h("b", { "aria-current": "true" }, one.id) : h("a", { href: within("/_console/space", one.id) }, one.id), one.id === space() ? h("span", { class: "tag" }, "chosen") : null, one.seed === null ? null : h("span", { class: "tag" }, `seed ${one.seed}`))));
    document.dispatchEvent(new CustomEvent("mockcc:space-changed"));
  }

  async function make() {
    const body = {};
    if (name.value.trim()) body.id = name.value.trim();
    if (seed.value.trim()) body.seed = Number(seed.value);
    if (Number.isNaN(body.seed)) throw new Error(`The seed is a whole number, not ${seed.value}.`);
    const made = await api("POST", "/_mockcc/spaces", body);
    location.assign(within("/_console/space", made.id));
  }

  /** What cannot be undone is asked about in place. */
  const ask = (question, label, act) => fill(sure, h("div", { class: "notice", role: "alertdialog", "aria-label": question }, h("p", {}, question), h("p", { class: "doors" }, button(label, async () => { await act(); fill(sure); }, { kind: "button", ...said }), button("Leave it", () => fill(sure)))));

  async function snapshot() {
    const document_ = await here("GET", "/snapshot");
    const link = h("a", { href: URL.createObjectURL(new Blob([JSON.stringify(document_)], { type: "application/json" })), download: `mockcc-${space()}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    said.good(`The snapshot of ${space()} was saved as mockcc-${space()}.json.`);
  }

  async function restore() {
    if (!file.files.length) throw new Error("Choose the file of a snapshot first.");
    let found;
    try {
      found = JSON.parse(await file.files[0].text());
    } catch {
      throw new Error(`${file.files[0].name} is no JSON. A snapshot is the file that Save a snapshot gives.`);
    }
    await here("PUT", "/snapshot", found);
    said.good(`${space()} is now what the snapshot says.`);
    await refresh();
  }

  fill(box, h("h2", {}, "Spaces"), list,
    h("form", { class: "inline", onsubmit: (event) => { event.preventDefault(); make().catch(said.fail); } }, h("div", {}, h("label", { for: name.id }, "Name"), name), h("div", {}, h("label", { for: seed.id }, "Seed"), seed), h("button", { class: "button", type: "submit" }, "Make a space")),
    h("h3", {}, "The space ", h("code", {}, space())),
    h("p", { class: "doors" },
      button("Save a snapshot", snapshot, said),
      button("Reset", () => ask(`Reset ${space()}? Its tables, clock, journal and switches go back to the seed.`, "Reset it", async () => { await here("POST", "/reset"); said.good(`${space()} is as new.`); await refresh(); }), said),
      button("Drop", () => ask(`Drop ${space()} with all that is in it?`, "Drop it", async () => { await api("DELETE", spacePath()); location.assign(within("/_console/space", "default")); }), { ...said, kind: "button plain danger" })),
    sure,
    h("div", { class: "inline" }, h("div", {}, h("label", { for: file.id }, "A snapshot's file"), file), button("Put it back", restore, said)), said.box);
  await refresh().catch(said.fail);
}

const JUMPS = [["+1 min", "PT1M"], ["+15 min", "PT15M"], ["+1 h", "PT1H"], ["+8 h", "PT8H"], ["+1 day", "P1D"], ["+30 days", "P30D"]];

function timeBlock(box, changed) {
  const said = message();
  const state = h("p", { class: "big" });
  const by = h("input", { type: "text", id: fresh("by"), value: "8h", autocomplete: "off", spellcheck: "false" });
  const at = h("input", { type: "text", id: fresh("at"), placeholder: "2026-01-01T00:00:00Z", autocomplete: "off", spellcheck: "false" });
  const change = async (body) => { await here("PUT", "/clock", body); fill(said.box); await clock(); show(); await changed(); };
  const show = () => { state.textContent = new Date(now()).toISOString().replace("T", " ").slice(0, 19) + " UTC"; };
  setInterval(show, 1000);
  fill(box, h("h2", {}, "The clock"), state,
    h("p", { class: "quiet" }, "Sessions, tokens, locks and rate limits expire by it."),
    h("p", { class: "doors" }, JUMPS.map(([label, advance]) => button(label, () => change({ advance }), { kind: "button small", ...said }))),
    h("div", { class: "inline" }, h("div", {}, h("label", { for: by.id }, "Move by (8h, -15m, P1D)"), by), button("Move", () => change({ advance: by.value.trim() }), said)),
    h("div", { class: "inline" }, h("div", {}, h("label", { for: at.id }, "Freeze at (empty: where it stands)"), at), button("Freeze", () => change({ freeze: at.value.trim() || true }), said), button("Let it go on", () => change({ resume: true }), said)), said.box);
  return clock().then(show);
}

const MOMENT = /(^|_)(expires?(_at)?|.*_until|expires_at)$/;

/** Every row's moments at which something ends. */
function moments(vendor, tables) {
  const found = [];
  for (const [table, rows] of Object.entries(tables)) {
    for (const [key, row] of Object.entries(rows)) {
      for (const [field, value] of Object.entries(row)) if (MOMENT.test(field) && typeof value === "number" && value > 1e9) found.push({ vendor, table, place: `${table}.${key}.${field}`, at: value * 1000 });
    }
  }
  return found;
}

const UNITS = [["year", 31557600], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

export function away(milliseconds) {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  const [word, size] = UNITS.find(([, length]) => seconds >= length) || ["second", 1];
  const number = Math.round(seconds / size);
  const text = `${number} ${word}${number === 1 ? "" : "s"}`;
  return milliseconds < 0 ? `expired ${text} ago` : `in ${text}`;
}

async function expiryBlock(box) {
  let found = [];
  try {
    const { vendors } = await api("GET", "/_mockcc/health");
    const all = await Promise.all(vendors.map(async (vendor) => {
      const { tables } = await api("GET", `/_mockcc/catalogue${parts(vendor)}`);
      const timed = Object.fromEntries(Object.entries(tables).filter(([, table]) => Object.keys(table.fields).some((field) => MOMENT.test(field))));
      return moments(vendor, await look(vendor, timed));
    }));
    found = all.flat().sort((one, other) => one.at - other.at);
  } catch (error) {
    return fill(box, h("h2", {}, "What expires"), h("p", { class: "notice bad", role: "alert" }, error.message));
  }
  const rows = found.slice(0, 300).map((one) => ({ one, cell: h("td") }));
  const tick = () => { for (const { one, cell } of rows) { const left = one.at - now(); cell.textContent = away(left); cell.parentElement?.classList.toggle("over", left < 0); } };
  fill(box, h("h2", {}, "What expires"), rows.length
    ? h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "What expires" }, h("table", {}, h("thead", {}, h("tr", {}, ["Vendor", "What", "When", ""].map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, rows.map(({ one, cell }) => h("tr", {}, h("td", {}, one.vendor), h("td", {}, h("a", { href: within(`/_console/vendors/${one.vendor}#tables/${one.table}`) }, h("code", {}, one.place))), h("td", {}, h("code", {}, new Date(one.at).toISOString().slice(0, 19).replace("T", " "))), cell)))))
    : h("p", { class: "empty" }, "Nothing has a time at which it ends. Log somebody in, then move the clock."));
  tick();
  clearInterval(box.ticker);
  box.ticker = setInterval(tick, 1000);
}
