// Two exchanges beside each other: every field in which they differ.

import { h } from "./dom.js";

function flat(value, path, found) {
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value);
    if (!entries.length) found[path] = Array.isArray(value) ? "[]" : "{}";
    for (const [name, inner] of entries) flat(inner, path ? `${path}.${name}` : name, found);
  } else found[path] = value === null ? "nothing" : String(value);
  return found;
}

function facts(entry) {
  const { request, reply } = entry;
  const body = (part) => { try { return JSON.parse(part.body); } catch { return part.body; } };
  return flat({
    when: entry.at, endpoint: entry.endpoint, scenario: entry.scenario, why: entry.why,
    request: { method: request.method, path: request.path, query: request.query, headers: request.headers, basic: request.basic, form: request.form, ...(request.form ? {} : { body: body(request) }) },
    reply: reply && { id: reply.id, status: reply.status, evidence: reply.evidence, headers: reply.headers, body: body(reply) },
  }, "", {});
}

const cut = (text) => (text === undefined ? null : text.length > 300 ? `${text.slice(0, 300)}…` : text);

export function compare(one, other) {
  const [left, right] = [facts(one), facts(other)];
  const differing = [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((name) => left[name] !== right[name] && !/mockcc-try$/i.test(name));
  const cell = (value) => h("td", {}, value === undefined ? h("span", { class: "quiet" }, "not there") : h("code", {}, cut(value)));
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "What differs" }, h("table", { class: "compare" },
    h("caption", {}, differing.length ? `${differing.length} fields differ` : "The two are the same in every field"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Field"), h("th", { scope: "col" }, `Exchange ${one.id}`), h("th", { scope: "col" }, `Exchange ${other.id}`))),
    h("tbody", {}, differing.map((name) => h("tr", {}, h("th", { scope: "row" }, h("code", {}, name)), cell(left[name]), cell(right[name]))))));
}
