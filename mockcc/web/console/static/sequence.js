// The last flow as a sequence diagram: who called whom, in which order, with what result.

import { svg } from "./dom.js";

const WIDTH = 165;
const STEP = 36;
const HEAD = 56;

/** The exchanges as arrows, in the order in which they happened: a call that was made inside another stands inside it. */
export function messages(entries) {
  const found = [];
  let inside = [];
  for (const entry of entries) {
    if (entry.kind === "outbound" || entry.by === "mockcc") {
      inside.push(entry);
      continue;
    }
    const [within, behind] = split(inside, entry);
    found.push(...behind.flatMap((one) => both(one)));
    const [call, reply] = both(entry);
    found.push(call, ...within.flatMap((one) => both(one, call.to)), reply);
    inside = [];
  }
  return [...found, ...inside.flatMap((one) => both(one))];
}

/** Calls to one of our own addresses stand twice in the journal, as made and as answered: the answer is shown. */
function split(inside, entry) {
  const own = inside.filter((one) => one.by === "mockcc" && one.kind !== "outbound");
  const once = inside.filter((one) => one.kind !== "outbound" || !own.some((other) => twins(one, other)));
  // An entry is written when it is over; a millisecond is what rounding may take away.
  const began = Date.parse(entry.at) - entry.duration * 1000 - 1;
  return [once.filter((one) => one.vendor === entry.vendor && Date.parse(one.at) >= began), once.filter((one) => one.vendor !== entry.vendor || Date.parse(one.at) < began)];
}

function twins(made, answered) {
  const path = (one) => new URL(one.request.base_url).pathname.replace(/\/$/, "") + one.request.path;
  return made.request.method === answered.request.method && path(made) === path(answered);
}

const SENDERS = { client: "Client", browser: "Browser", console: "This console" };

/** Who calls and who is called; what the mock calls by itself is called by the part that was asked. */
function ends(entry, asked) {
  const vendor = entry.part || entry.vendor;
  if (entry.kind === "outbound") return [asked || entry.vendor, host(entry.request.base_url)];
  return [entry.by === "mockcc" ? asked || entry.vendor : SENDERS[entry.by] || "Client", vendor];
}

/** Where a redirect leads, as short as it can be told. */
function target(entry) {
  const location = entry.reply?.location;
  if (!location) return "";
  const own = location.startsWith(entry.request.base_url) ? location.slice(entry.request.base_url.length) : location.replace(/^https?:\/\/[^/]+\/(~[^/]+\/)?[^/]+/, "");
  return ` → ${(own || "/").split("?")[0]}`;
}

function host(address) {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

function both(entry, asked) {
  const [from, to] = ends(entry, asked);
  const reply = entry.reply;
  const outcome = reply ? `${reply.status} ${reply.id === "outbound" ? "" : reply.id}`.trim() : `failed: ${entry.error}`;
  return [
    { entry, from, to, text: `${entry.request.method} ${entry.request.path}`, kind: "call" },
    { entry, from: to, to: from, text: outcome + target(entry), kind: !reply || reply.status >= 400 ? "bad" : "reply" },
  ];
}

const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

export function diagram(entries, { open, room = 0 } = {}) {
  const found = messages(entries);
  const who = [...new Set(found.flatMap((one) => [one.from, one.to]))];
  // People stand on the left, then the vendor's parts, then servers of others.
  const rank = (name) => (Object.values(SENDERS).includes(name) ? 0 : /[.:]/.test(name) ? 2 : 1);
  who.sort((one, other) => rank(one) - rank(other));
  const gap = Math.max(WIDTH, Math.min(360, (room - 160) / Math.max(1, who.length - 1)));
  const x = (name) => 80 + who.indexOf(name) * gap;
  const width = 160 + Math.max(0, who.length - 1) * gap;
  const height = HEAD + found.length * STEP + 20;
  const title = `${found.length / 2} exchanges between ${who.join(", ")}`;
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "sequence", role: "img", "aria-label": title },
    svg("defs", {}, ["call", "reply", "bad"].map((kind) => svg("marker", { id: `tip-${kind}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto-start-reverse" }, svg("path", { d: "M0 0 8 4 0 8z", class: `tip ${kind}` })))));
  for (const name of who) {
    root.append(svg("line", { x1: x(name), x2: x(name), y1: 40, y2: height, class: "life" }),
      svg("g", { class: "who" }, svg("rect", { x: x(name) - 72, y: 8, width: 144, height: 30, rx: 6 }), svg("text", { x: x(name), y: 28, "text-anchor": "middle" }, cut(name, 19))));
  }
  found.forEach((one, place) => {
    const y = HEAD + place * STEP + 26;
    const [from, to] = [x(one.from), x(one.to)];
    const group = svg("g", { class: `message ${one.kind}`, "data-entry": one.entry.id });
    group.append(svg("title", {}, `${one.text}\n${one.entry.why}`));
    if (from === to) group.append(svg("path", { d: `M${from} ${y - 8}h34v14h-28`, class: "arrow", "marker-end": `url(#tip-${one.kind})` }));
    else group.append(svg("line", { x1: from, x2: to + (to > from ? -3 : 3), y1: y, y2: y, class: "arrow", "marker-end": `url(#tip-${one.kind})` }));
    const span = Math.abs(to - from) || gap;
    const letters = Math.floor(Math.max(span - 12, 150) / 6.7);
    group.append(svg("text", { x: from === to ? from + 42 : (from + to) / 2, y: from === to ? y + 3 : y - 7, "text-anchor": from === to ? "start" : "middle" }, cut(one.text, letters)));
    if (open) group.addEventListener("click", () => open(one.entry));
    root.append(group);
  });
  return root;
}

/** The same in words, for who cannot see the picture. */
export function inWords(entries) {
  return messages(entries).map((one) => `${one.from} to ${one.to}: ${one.text}`);
}
