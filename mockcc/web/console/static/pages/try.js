// Try it: a form for each endpoint, what was sent and came back, why, and what it changed; and the switches that break it.

import { api, here, parts, vendorBase, within } from "../api.js";
import { $, button, fill, fresh, h, tabs } from "../dom.js";
import { source } from "../evidence.js";
import { verdict } from "../exchange.js";
import { endpointForm } from "../form.js";
import { armedOf, bears, scenarioSwitch } from "../switches.js";
import { copies, replyView, requestView } from "../wire.js";
import { changes, look } from "../world.js";

export async function start(stage, vendor) {
  let catalogue;
  try {
    catalogue = await api("GET", `/_mockcc/catalogue${parts(vendor)}`);
  } catch (error) {
    return fill(stage, h("p", { class: "notice bad", role: "alert" }, error.message));
  }
  const names = Object.keys(catalogue.endpoints);
  const asked = new URLSearchParams(location.search).get("endpoint");
  const chooser = h("select", { id: "endpoint" }, grouped(catalogue.endpoints));
  const formBox = h("div");
  const breakBox = h("section", { class: "break", "aria-label": "Break it" });
  const result = h("section", { id: "result", class: "result", "aria-label": "What came back", "aria-live": "polite" });
  chooser.value = names.includes(asked) ? asked : likely(catalogue.endpoints);
  chooser.addEventListener("change", () => {
    const url = new URL(location.href);
    url.searchParams.set("endpoint", chooser.value);
    history.replaceState(null, "", url);
    open();
  });
  fill(stage, h("div", { class: "bench" }, h("section", { class: "ask", "aria-label": "The request" }, h("label", { for: "endpoint" }, "Endpoint"), chooser, formBox), result, breakBox));
  await open();

  async function open() {
    const name = chooser.value;
    const spec = catalogue.endpoints[name];
    fill(result, h("div", { class: "empty" }, h("p", {}, "Nothing was sent yet. Send the form as it is: it is filled with people and keys that every space has.")));
    await panel(vendor, catalogue, name, spec, formBox, breakBox, result);
  }
}

/** The endpoint with which somebody is likely to begin. */
function likely(endpoints) {
  const names = Object.keys(endpoints);
  const score = (name) => (/^(agent_authentication|start_session|login|sign_in)$/.test(name) ? 2 : /login|sign_in/.test(name) ? 1 : 0);
  return names.reduce((best, name) => (score(name) > score(best) ? name : best), names[0]);
}

function grouped(endpoints) {
  const groups = new Map();
  for (const [name, spec] of Object.entries(endpoints)) {
    if (!groups.has(spec.part)) groups.set(spec.part, []);
    groups.get(spec.part).push(h("option", { value: name }, `${spec.method} ${spec.path}  ${spec.title || name}`));
  }
  return [...groups].map(([part, options]) => (groups.size > 1 ? h("optgroup", { label: part || "The vendor itself" }, options) : options));
}

async function panel(vendor, catalogue, name, spec, box, breakBox, result) {
  const form = endpointForm(spec);
  const problem = h("p", { class: "notice bad", role: "alert", hidden: true });
  const fail = (error) => { problem.textContent = error.message; problem.hidden = false; };
  const sendable = form.read().method !== "WS";
  const send = () => sendIt(vendor, catalogue, form, result, problem);
  const forced = h("select", { id: fresh("force") }, spec.replies.map((id) => h("option", { value: id }, `${catalogue.replies[id]?.status ?? ""} ${id}: ${catalogue.replies[id]?.title || ""}`)));
  const list = h("ul", { class: "scenarios" }, h("li", { class: "wait" }, "Reading what is switched on…"));
  fill(box,
    h("p", { class: "route" }, h("b", {}, spec.title || name), " ", h("span", { class: "quiet" }, source(spec.source))),
    h("form", { onsubmit: (event) => event.preventDefault() }, form.box,
      sendable ? h("p", { class: "doors" }, button("Send", send, { kind: "button", fail, type: "submit" })) : h("p", { class: "quiet" }, "These are frames of a WebSocket. Open it with a client; the frames then stand in the journal.")),
    problem);
  const findId = fresh("find");
  const find = h("p", { class: "filter", hidden: true }, h("label", { for: findId }, "Find a switch"), h("input", { id: findId, type: "search", placeholder: "locked, expired, slow…", autocomplete: "off" }));
  fill(breakBox, h("h2", {}, "Break it"),
    h("p", { class: "quiet" }, "A switch stays on until you switch it off."), find, list,
    sendable ? h("div", { class: "force" }, h("label", { for: forced.id }, "Or force one reply, once"), forced,
      h("p", { class: "doors" }, button("Force it and send again", async () => { await here("PUT", `/replies${parts(vendor, name)}`, { reply: forced.value }); await send(); }, { fail }))) : null);
  await switches(vendor, catalogue, name, spec, find, list, send, fail);
}

async function switches(vendor, catalogue, endpoint, spec, find, list, send, fail) {
  const found = Object.entries(catalogue.scenarios)
    .map(([name, scenario]) => ({ name, scenario, weight: bears(scenario, endpoint, spec) }))
    .filter((one) => one.weight)
    .sort((one, other) => other.weight - one.weight);
  let armed = [];
  try {
    armed = await armedOf(vendor);
  } catch (error) {
    return fill(list, h("li", { class: "problem" }, error.message));
  }
  const of = (name) => armed.find((one) => one.kind === "scenario" && one.name === name);
  const items = found.map(({ name, scenario }) => {
    const item = scenarioSwitch(vendor, name, scenario, of(name), { endpoint });
    item.append(button("On, and send again", async () => { await here("PUT", `/scenarios${parts(vendor, name)}`, {}); await send(); }, { kind: "button small", fail }));
    return Object.assign(item, { name, near: bears(scenario, endpoint, spec) === 2 || Boolean(of(name)) });
  });
  find.hidden = items.length < 9;
  $("input", find).addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
    const folded = $("details", list);
    if (folded && wanted) folded.open = true;
  });
  const far = items.filter((item) => !item.near);
  const more = far.length ? h("li", {}, h("details", {}, h("summary", {}, `${far.length} more that change the vendor's world or its transport`), h("ul", { class: "scenarios" }, far))) : null;
  fill(list, items.filter((item) => item.near), more, items.length ? null : h("li", { class: "empty" }, "No switch bears on this endpoint. Force a reply instead."));
  list.refresh = async () => { armed = await armedOf(vendor); for (const item of items) item.show(of(item.name)); };
}

/** Forbidden to scripts: the browser sends its own, so it is said that they were left out. */
const FORBIDDEN = /^(host|connection|content-length|cookie|origin|referer|upgrade|te|trailer|transfer-encoding|sec-.*|proxy-.*|accept-encoding|date|expect|keep-alive|via)$/i;

async function sendIt(vendor, catalogue, form, result, problem) {
  problem.hidden = true;
  const asked = form.read();
  result.setAttribute("aria-busy", "true");
  try {
    const before = await look(vendor, catalogue.tables);
    const mark = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const left = asked.headers.filter(([name]) => FORBIDDEN.test(name)).map(([name]) => name);
    const trouble = await transmit(vendor, asked, mark);
    const entry = await journaled(vendor, mark);
    if (!entry) throw new Error(trouble ? `The request did not get through: ${trouble}. Nothing that you typed is lost.` : "The exchange is not in the journal any more.");
    const changed = changes(before, await look(vendor, catalogue.tables));
    show(result, vendor, catalogue, entry, changed, trouble, left);
    const { top, bottom } = result.getBoundingClientRect();
    if (top < 0 || Math.min(bottom, top + 160) > innerHeight) result.scrollIntoView({ block: "start" });
    document.querySelector(".scenarios")?.refresh?.();
  } finally {
    result.removeAttribute("aria-busy");
  }
}

/** Send it as it is; the sentence that says what the browser met where that was no reply. */
async function transmit(vendor, asked, mark) {
  const url = vendorBase(vendor) + asked.path;
  const at = `; path=${new URL(url, location.href).pathname}`;
  for (const [name, value] of asked.cookies) document.cookie = `${name}=${value}${at}`;
  const headers = new Headers();
  try {
    for (const [name, value] of asked.headers) if (!FORBIDDEN.test(name)) headers.append(name, value);
    headers.append("Mockcc-Try", mark);
  } catch {
    throw new Error("A header field has a name or a value that a browser does not send: names are letters, digits and dashes, values are Latin-1.");
  }
  try {
    const reply = await fetch(url, { method: asked.method, headers, body: asked.body, redirect: "manual", cache: "no-store", credentials: "same-origin" });
    await reply.arrayBuffer();
    return "";
  } catch (error) {
    return `the browser says "${error.message}"`;
  } finally {
    for (const [name] of asked.cookies) document.cookie = `${name}=; max-age=0${at}`;
  }
}

async function journaled(vendor, mark) {
  const found = await here("GET", `/journal?${new URLSearchParams({ vendor, limit: 20 })}`);
  return found.findLast((entry) => entry.request.header_list.some(([name, value]) => name.toLowerCase() === "mockcc-try" && value === mark));
}

function show(result, vendor, catalogue, entry, changed, trouble, left) {
  const location = entry.reply?.headers.Location;
  fill(result,
    h("h2", {}, entry.reply ? "What came back" : "What happened"),
    trouble ? h("p", { class: "notice bad" }, `The reply did not arrive whole: ${trouble}. This is what mockcc meant to send.`) : null,
    verdict(entry),
    location ? h("p", { class: "quiet" }, "It redirects to ", opened(location), ".") : null,
    left.length ? h("p", { class: "quiet" }, `A browser does not let a page set ${left.join(", ")}: what was sent is its own. Copy the request as curl to send yours.`) : null,
    tabs("What to look at", [
      { label: "Reply", view: () => (entry.reply ? replyView(entry.reply) : h("p", {}, "There is no reply.")) },
      { label: "Request", view: () => requestView(entry.request) },
      { label: `State (${changed.length || "no"} change${changed.length === 1 ? "" : "s"})`, view: () => state(changed) },
      { label: "Copy as", view: () => copies(entry.request) },
    ]),
    h("p", { class: "doors" }, h("a", { href: within(`/_console/journal?entry=${entry.id}`) }, `Exchange ${entry.id} in the journal`)));
}

function opened(address) {
  try {
    const url = new URL(address, window.location.href);
    if (url.protocol === "http:" || url.protocol === "https:") return h("a", { href: url.href, target: "_blank", rel: "noopener" }, address);
  } catch {
    // Not an address: shown as it is.
  }
  return h("code", {}, address);
}

function state(changed) {
  if (!changed.length) return h("p", { class: "quiet" }, "The exchange changed nothing in this vendor's tables.");
  const cell = (value) => h("td", {}, value === undefined ? h("span", { class: "quiet" }, "not there") : h("code", {}, typeof value === "string" ? value : JSON.stringify(value)));
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "State before and after" }, h("table", { class: "state" },
    h("thead", {}, h("tr", {}, ["Where", "Before", "After"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, changed.slice(0, 200).map((one) => h("tr", {}, h("td", {}, h("code", {}, one.place)), cell(one.before), cell(one.after))))));
}
