// The form of an endpoint: a field for each thing that it reads, filled with the well-known seed; and the request that it stands for.

import { fill, fresh, h } from "./dom.js";

const TITLES = { path: "In the path", query: "Query", headers: "Header fields", cookies: "Cookies", form: "Form fields", json: "JSON body" };
const text = (value) => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));

/** A field of the form; `read()` gives its text, or null when it is not sent. */
function field(name, spec, { always = false } = {}) {
  const id = fresh("field");
  const filled = text(spec.sample) !== "";
  const tick = h("input", { type: "checkbox", checked: Boolean(spec.required || filled), "aria-label": `Send ${name}`, disabled: always });
  const options = spec.values?.length ? fresh("values") : null;
  const input = h("input", { id, type: "text", value: text(spec.sample), autocomplete: "off", autocapitalize: "none", spellcheck: "false", list: options, "data-name": name, "aria-describedby": spec.about ? `${id}-about` : null });
  input.addEventListener("input", () => { if (!always) tick.checked = input.value !== "" || tick.checked; });
  const row = h("div", { class: "field" }, tick,
    h("div", {}, h("label", { for: id }, h("code", {}, name), spec.required ? h("span", { class: "quiet" }, " required") : null), input,
      spec.about ? h("p", { class: "about", id: `${id}-about` }, spec.about) : null,
      options ? h("datalist", { id: options }, spec.values.map((value) => h("option", { value: text(value) }))) : null));
  return { name, row, type: spec.type || "string", read: () => (tick.checked || always ? input.value : null) };
}

/** The text of a field as the value that JSON should hold; what is not of its type is sent as it was typed. */
function typed(value, type) {
  if (type === "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function endpointForm(spec) {
  const request = spec.request;
  const sections = {};
  const box = h("div", { class: "fields" });
  let route = spec.routes[0];
  let raw = null;

  const routes = spec.routes.length > 1 ? h("select", { id: fresh("route") }, spec.routes.map((one, place) => h("option", { value: String(place) }, `${one.method} ${one.path}`))) : null;
  routes?.addEventListener("change", () => { route = spec.routes[Number(routes.value)]; showPath(); });

  const pathBox = h("div");
  const group = (kind, fields) => (fields.length ? h("fieldset", {}, h("legend", {}, TITLES[kind] || kind), fields.map((one) => one.row)) : null);

  function showPath() {
    const wanted = [...route.path.matchAll(/<(\w+)>/g)].map((match) => match[1]);
    sections.path = wanted.map((name) => field(name, request.path?.[name] || {}, { always: true }));
    fill(pathBox, group("path", sections.path));
  }
  showPath();
  for (const kind of ["query", "headers", "cookies", "form", "json"]) sections[kind] = Object.entries(request[kind] || {}).map(([name, one]) => field(name, one));
  const basic = request.basic ? [field("user", { sample: request.basic[0], required: true }), field("password", { sample: request.basic[1], required: true })] : [];
  const bearer = request.bearer ? [field("token", { sample: request.bearer })] : [];
  if (bearer.length) bearer[0].row.querySelector("input[type=checkbox]").checked = true;

  const rawBox = h("div");
  const body = () => {
    if (raw) return { text: raw.value, type: rawType.value };
    const form = sections.form.map((one) => [one.name, one.read()]).filter(([, value]) => value !== null);
    if (sections.form.length) return { text: new URLSearchParams(form).toString(), type: "application/x-www-form-urlencoded" };
    const json = sections.json.map((one) => [one.name, one.read(), one.type]).filter(([, value]) => value !== null);
    if (sections.json.length) return { text: JSON.stringify(nested(json)), type: "application/json" };
    return null;
  };
  const rawType = h("input", { type: "text", id: fresh("type"), value: sections.form.length ? "application/x-www-form-urlencoded" : "application/json", autocomplete: "off" });
  const toRaw = h("button", { type: "button", class: "button small", onclick: editRaw }, "Write the body by hand");
  const bodyFields = h("div", {}, group("form", sections.form), group("json", sections.json));

  function editRaw() {
    if (raw) {
      raw = null;
      bodyFields.hidden = false;
      toRaw.textContent = "Write the body by hand";
      return fill(rawBox);
    }
    const begun = body()?.text || "";
    raw = h("textarea", { id: fresh("raw"), rows: 8, spellcheck: "false", autocomplete: "off" });
    raw.value = begun;
    bodyFields.hidden = true;
    toRaw.textContent = "Back to the fields";
    fill(rawBox, h("fieldset", {}, h("legend", {}, "Body"), h("label", { for: rawType.id }, "Content-Type"), rawType, h("label", { for: raw.id }, "Bytes of the body, as UTF-8"), raw));
    raw.focus();
  }

  fill(box, routes ? [h("label", { for: routes.id }, "Route"), routes] : null, pathBox,
    basic.length ? h("fieldset", {}, h("legend", {}, "HTTP Basic"), basic.map((one) => one.row)) : null,
    bearer.length ? h("fieldset", {}, h("legend", {}, "Bearer token"), bearer.map((one) => one.row)) : null,
    group("headers", sections.headers), group("cookies", sections.cookies), group("query", sections.query), bodyFields, rawBox,
    route.method === "GET" || route.method === "HEAD" ? null : h("p", { class: "doors" }, toRaw));

  /** What is to be sent: {method, path, headers, cookies, body}. */
  function read() {
    const path = route.path.replace(/<(\w+)>/g, (_, name) => encodeURIComponent(sections.path.find((one) => one.name === name)?.read() ?? ""));
    const query = sections.query.map((one) => [one.name, one.read()]).filter(([, value]) => value !== null);
    const headers = sections.headers.map((one) => [one.name, one.read()]).filter(([, value]) => value !== null);
    const [user, password] = basic.map((one) => one.read());
    if (basic.length && user !== null && password !== null) headers.push(["Authorization", `Basic ${base64(`${user}:${password}`)}`]);
    if (bearer.length && bearer[0].read() !== null) headers.push(["Authorization", `Bearer ${bearer[0].read()}`]);
    const found = route.method === "GET" || route.method === "HEAD" ? null : body();
    if (found && !headers.some(([name]) => name.toLowerCase() === "content-type")) headers.push(["Content-Type", found.type]);
    const cookies = sections.cookies.map((one) => [one.name, one.read()]).filter(([, value]) => value !== null && value !== "");
    return { method: route.method, path: path + (query.length ? `?${new URLSearchParams(query)}` : ""), headers, cookies, body: found?.text };
  }

  return { box, read };
}

const base64 = (value) => btoa(String.fromCharCode(...new TextEncoder().encode(value)));

/** Dotted names become objects in objects. */
function nested(found) {
  const made = {};
  for (const [name, value, type] of found) {
    const steps = name.split(".");
    let at = made;
    for (const step of steps.slice(0, -1)) at = at[step] ??= {};
    at[steps.at(-1)] = typed(value, type);
  }
  return made;
}
