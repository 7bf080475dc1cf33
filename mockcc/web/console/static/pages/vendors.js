// A vendor: its endpoints with every reply, its switches, personas, settings, and its tables as they are now.

import { api, parts, within } from "../api.js";
import { fill, h } from "../dom.js";
import { evidence, source, status } from "../evidence.js";
import { follow } from "../live.js";
import { armedOf, scenarioSwitch } from "../switches.js";
import { tables } from "../table.js";
import { json } from "../wire.js";

export async function start(stage, vendor) {
  let catalogue;
  try {
    catalogue = await api("GET", `/_mockcc/catalogue${parts(vendor)}`);
  } catch (error) {
    return fill(stage, h("p", { class: "notice bad", role: "alert" }, error.message));
  }
  const views = {
    endpoints: ["Endpoints", () => endpoints(vendor, catalogue)],
    scenarios: ["Switches", () => scenarios(vendor, catalogue)],
    personas: ["Personas", () => personas(catalogue)],
    tables: ["Tables", () => tables(vendor, catalogue)],
    settings: ["Settings", () => settings(catalogue)],
  };
  const view = h("div", { id: "view" });
  const links = Object.entries(views).map(([name, [label]]) => h("a", { href: `#${name}` }, `${label} `, h("span", { class: "count" }, String(Object.keys(catalogue[name]).length))));
  fill(stage, h("p", { class: "lead" }, catalogue.summary), h("p", { class: "quiet" }, "Described at ", source(catalogue.source)), h("nav", { class: "tabs", "aria-label": catalogue.title }, links), view);
  const show = () => {
    const name = location.hash.slice(1).split("/")[0];
    const chosen = name in views ? name : "endpoints";
    for (const link of links) link.toggleAttribute("aria-current", link.hash === `#${chosen}`);
    for (const link of links) if (link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "true");
      link.scrollIntoView({ block: "nearest", inline: "center" });
    }
    fill(view, views[chosen][1]());
  };
  let shown = null;
  const changed = () => {
    const name = location.hash.slice(1).split("/")[0] || "endpoints";
    if (name !== shown) show();
    shown = name;
  };
  window.addEventListener("hashchange", changed);
  changed();
}

function endpoints(vendor, catalogue) {
  const search = h("input", { type: "search", id: "search", placeholder: "path, title or reply", autocomplete: "off" });
  const items = Object.entries(catalogue.endpoints).map(([name, spec]) => {
    const details = h("details", { class: "endpoint" },
      h("summary", {}, h("span", { class: "method" }, spec.method), h("code", { class: "path" }, spec.path), h("span", { class: "title" }, spec.title || name)));
    details.addEventListener("toggle", () => { if (details.open && details.childNodes.length === 1) details.append(endpoint(vendor, catalogue, name, spec)); });
    details.words = [name, spec.title, spec.part, ...spec.routes.map((route) => `${route.method} ${route.path}`), ...spec.replies].join(" ").toLowerCase();
    return details;
  });
  const none = h("p", { class: "empty", hidden: true }, "No endpoint has that in its path, title or replies.");
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    for (const item of items) item.hidden = !item.words.includes(wanted);
    none.hidden = items.some((item) => !item.hidden);
  });
  return h("div", {}, h("p", { class: "filter" }, h("label", { for: "search" }, "Find"), search), legend(), items, none);
}

const legend = () => h("p", { class: "legend quiet" }, evidence("documented"), " the vendor's page says so  ", evidence("observed"), " seen in a real client  ", evidence("assumed"), " nobody says, so mockcc chose");

function endpoint(vendor, catalogue, name, spec) {
  return h("div", { class: "inside" },
    h("p", {}, h("code", {}, name), spec.part ? ` of ${spec.part}` : "", ". ", source(spec.source), " ", h("a", { href: within(`/_console/try/${vendor}?endpoint=${encodeURIComponent(name)}`) }, "Try it")),
    spec.routes.length > 1 ? h("p", { class: "quiet" }, "Also at ", spec.routes.slice(1).map((route) => h("code", {}, `${route.method} ${route.path} `))) : null,
    h("ul", { class: "replies" }, spec.replies.map((id) => reply(id, catalogue.replies[id]))));
}

function reply(id, spec) {
  if (!spec) return h("li", {}, h("code", {}, id));
  const details = h("details", {}, h("summary", {}, status(spec.status), h("code", { class: "id" }, id), h("span", { class: "title" }, spec.title), evidence(spec.evidence), (spec.status_evidence ?? spec.evidence) === spec.evidence ? null : h("span", { class: "quiet small" }, `its status: ${spec.status_evidence}`)));
  details.addEventListener("toggle", () => {
    if (!details.open || details.childNodes.length > 1) return;
    details.append(h("div", { class: "inside" }, h("p", { class: "from" }, h("b", {}, "Source "), source(spec.source)), Object.keys(spec.headers).length ? json(spec.headers) : null,
      "json" in spec.body ? json(spec.body.json) : "text" in spec.body ? h("pre", { tabindex: 0 }, spec.body.text || "The body is empty.") : "page" in spec.body ? h("p", {}, "The page ", h("code", {}, spec.body.page)) : h("p", { class: "quiet" }, "No body.")));
  });
  return h("li", {}, details);
}

function scenarios(vendor, catalogue) {
  const list = h("ul", { class: "scenarios" }, h("li", { class: "wait" }, "Reading what is switched on…"));
  const items = [];
  const refresh = async () => {
    const armed = await armedOf(vendor);
    const of = (name) => armed.find((one) => one.kind === "scenario" && one.name === name);
    if (!items.length) {
      for (const [name, scenario] of Object.entries(catalogue.scenarios)) items.push(Object.assign(scenarioSwitch(vendor, name, scenario, of(name)), { name }));
      fill(list, items.length ? items : h("li", { class: "empty" }, "This vendor has no scenarios."));
    } else for (const item of items) item.show(of(item.name));
  };
  const safely = () => refresh().catch((error) => { if (!items.length) fill(list, h("li", { class: "problem", role: "alert" }, error.message)); });
  safely();
  follow({ many: (entries) => { if (list.isConnected && entries.some((entry) => entry.scenario)) safely(); } });
  return h("div", {}, h("p", { class: "quiet" }, "What you switch on holds in this space alone, for every client of it."), list);
}

function personas(catalogue) {
  const entries = Object.entries(catalogue.personas);
  if (!entries.length) return h("p", { class: "empty" }, "This vendor has no personas.");
  return h("div", {}, h("p", { class: "quiet" }, "People and accounts of the seed that always meet one failure: for a client that can reach nothing but the vendor's own API."),
    h("ul", { class: "personas" }, entries.map(([name, one]) => h("li", {}, h("p", { class: "title" }, one.title, " ", h("code", {}, name)), h("p", {}, one.use),
      h("p", { class: "quiet" }, "Meets ", h("code", {}, one.reply), " ", catalogue.replies[one.reply] ? evidence(catalogue.replies[one.reply].evidence) : null)))));
}

function settings(catalogue) {
  return h("div", {}, h("p", { class: "quiet" }, "Switches of the vendor's conduct. Their values now are the row ", h("a", { href: "#tables/settings" }, "settings.current"), ", which can be changed there."),
    h("dl", { class: "settings" }, Object.entries(catalogue.settings).map(([name, one]) => [h("dt", {}, h("code", {}, name), " ", evidence(one.evidence)), h("dd", {}, one.about, " ", h("span", { class: "quiet" }, "From the start: ", h("code", {}, JSON.stringify(one.default)), ". ", source(one.source)))])));
}
