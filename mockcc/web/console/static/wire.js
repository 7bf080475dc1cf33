// An exchange as it went over the wire: its head and body as text, its bytes in hex, and what was read from them.

import { button, bytes, copier, fill, h, tabs } from "./dom.js";

const SHOWN = 20_000;
const OURS = new Set(["mockcc-try"]);

/** What is long is cut, says how long it is, and is shown whole when asked for. */
export function long(text, props = {}) {
  const box = h("pre", { tabindex: 0, ...props });
  if (text.length <= SHOWN) return fill(box, text);
  const more = button(`Show all ${bytes(text.length)}`, () => { box.textContent = text; more.remove(); }, { kind: "button small" });
  fill(box, text.slice(0, SHOWN), "…");
  return h("div", {}, box, h("p", { class: "quiet" }, `The first ${bytes(SHOWN)} of ${bytes(text.length)}. `, more));
}

const fields = (pairs) => pairs.filter(([name]) => !OURS.has(name.toLowerCase())).map(([name, value]) => `${name}: ${value}`).join("\n");
const query = (request) => (request.query_string ? `?${request.query_string}` : "");

export const requestHead = (request) => `${request.method} ${new URL(request.base_url).pathname.replace(/\/$/, "")}${request.path}${query(request)}\n${fields(request.header_list)}`;
export const replyHead = (reply) => `${reply.status}\n${fields(reply.header_list)}`;

function octets(part) {
  if (!part.body_base64) return new TextEncoder().encode(part.body);
  return Uint8Array.from(atob(part.body_base64), (letter) => letter.charCodeAt(0));
}

function hex(part) {
  const all = octets(part);
  const lines = [];
  for (let start = 0; start < Math.min(all.length, 4096); start += 16) {
    const row = [...all.slice(start, start + 16)];
    const digits = row.map((one) => one.toString(16).padStart(2, "0")).join(" ").padEnd(48);
    lines.push(`${start.toString(16).padStart(6, "0")}  ${digits} ${row.map((one) => (one > 31 && one < 127 ? String.fromCharCode(one) : "·")).join("")}`);
  }
  if (all.length > 4096) lines.push(`… ${bytes(all.length)} in all`);
  return h("pre", { class: "hex", tabindex: 0 }, lines.join("\n") || "The body is empty.");
}

function sent(head, part) {
  return [h("pre", { class: "headers", tabindex: 0 }, head), part.body ? long(part.body, { class: "body" }) : h("p", { class: "quiet" }, "No body.")];
}

/** Names and values as a table. */
export function pairs(title, found) {
  const entries = Object.entries(found || {});
  if (!entries.length) return null;
  return h("div", { class: "pairs" }, h("h4", {}, title), h("dl", {}, entries.map(([name, value]) => [h("dt", {}, name), h("dd", {}, typeof value === "string" ? value : JSON.stringify(value))])));
}

export function json(value) {
  return long(JSON.stringify(value, null, 2), { class: "json" });
}

function asJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readRequest(request) {
  const found = [
    pairs("In the path", request.path_args),
    pairs("Query", request.query),
    request.basic ? pairs("HTTP Basic", request.basic) : null,
    pairs("Cookies", request.cookies),
    pairs("Form", request.form),
    pairs("Files", request.files),
    request.json !== null && request.json !== undefined ? h("div", {}, h("h4", {}, "JSON"), json(request.json)) : null,
    pairs("Header fields", Object.fromEntries(Object.entries(request.headers).filter(([name]) => !OURS.has(name.toLowerCase())))),
  ].filter(Boolean);
  return found.length ? found : h("p", { class: "quiet" }, "Nothing to read: no query, no body.");
}

function readReply(reply) {
  const value = asJson(reply.body);
  return [
    value !== undefined ? h("div", {}, h("h4", {}, "JSON"), json(value)) : reply.body ? h("p", { class: "quiet" }, "The body is no JSON. It stands under As sent.") : h("p", { class: "quiet" }, "No body."),
    pairs("Header fields", reply.headers),
  ];
}

export function requestView(request) {
  return tabs("The request", [
    { label: "As sent", view: () => sent(requestHead(request), request) },
    { label: "Parsed", view: () => readRequest(request) },
    { label: "Bytes", view: () => hex(request) },
  ]);
}

export function replyView(reply) {
  return tabs("The reply", [
    { label: "As sent", view: () => sent(replyHead(reply), reply) },
    { label: "Parsed", view: () => readReply(reply) },
    { label: "Bytes", view: () => hex(reply) },
  ]);
}

const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const kept = (request) => request.header_list.filter(([name]) => !/^(host|connection|content-length|accept-encoding|origin|referer|user-agent|accept-language|cache-control|pragma|mockcc-try|sec-.*|priority)$/i.test(name));
const address = (request) => request.base_url + encodeURI(request.path).replaceAll("?", "%3F").replaceAll("#", "%23") + query(request);

export function asCurl(request) {
  const lines = [`curl -i -X ${request.method} ${shell(address(request))}`];
  for (const [name, value] of kept(request)) lines.push(`-H ${shell(`${name}: ${value}`)}`);
  if (request.body_base64) lines.splice(0, 1, `base64 -d <<< ${request.body_base64} | ${lines[0]}`);
  if (request.body) lines.push(request.body_base64 ? "--data-binary @-" : `--data-raw ${shell(request.body)}`);
  return lines.join(" \\\n  ");
}

const python = (value) => {
  if (value === undefined) return "None";
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).replace(/(\\ud[89ab][0-9a-f]{2})(\\ud[c-f][0-9a-f]{2})/gi, (_, high, low) => `\\U${((parseInt(high.slice(2), 16) - 0xd800) * 0x400 + parseInt(low.slice(2), 16) - 0xdc00 + 0x10000).toString(16).padStart(8, "0")}`);
};

export function asRequests(request) {
  const lines = ["import requests", "", `reply = requests.request(`, `    ${python(request.method)},`, `    ${python(address(request))},`];
  const headers = kept(request);
  if (headers.length) lines.push("    headers={", ...headers.map(([name, value]) => `        ${python(name)}: ${python(value)},`), "    },");
  if (request.body_base64) lines.splice(0, 1, "import base64", "import requests"), lines.push(`    data=base64.b64decode(${python(request.body_base64)}),`);
  else if (request.body) lines.push(`    data=${python(request.body)}.encode(),`);
  lines.push("    allow_redirects=False,", ")", "print(reply.status_code, reply.text)");
  return lines.join("\n");
}

export function asFetch(request) {
  const options = { method: request.method, headers: Object.fromEntries(kept(request).filter(([name]) => !/^cookie$/i.test(name))), redirect: "manual" };
  const lines = JSON.stringify(options, null, 2).split("\n");
  const end = lines.pop();
  if (request.body_base64) lines[lines.length - 1] += ",", lines.push(`  "body": Uint8Array.from(atob(${JSON.stringify(request.body_base64)}), (letter) => letter.charCodeAt(0))`);
  else if (request.body) lines[lines.length - 1] += ",", lines.push(`  "body": ${JSON.stringify(request.body)}`);
  return `const reply = await fetch(${JSON.stringify(address(request))}, ${[...lines, end].join("\n")});\nconsole.log(reply.status, await reply.text());`;
}

export function copies(request) {
  const shown = (text) => [h("p", { class: "doors" }, copier("Copy", () => text)), long(text, { class: "code" })];
  return tabs("Copy the request", [
    { label: "curl", view: () => shown(asCurl(request)) },
    { label: "requests", view: () => shown(asRequests(request)) },
    { label: "fetch", view: () => shown(asFetch(request)) },
  ]);
}
