// The journal as it grows: filter, search, open and compare; and the last flow as a diagram.

import { here } from "../api.js";
import { button, fill, h, tabs } from "../dom.js";
import { evidence, status } from "../evidence.js";
import { exchange } from "../exchange.js";
import { compare } from "../compare.js";
import { virtualList } from "../list.js";
import { begin, follow } from "../live.js";
import { diagram, inWords } from "../sequence.js";

const KEPT = 10_000;
const QUIET = 60_000;
const LONGEST = 40;

export async function start(stage) {
  const all = [];
  let pinned = null;
  let flowStart = 0;
  let opened = null;
  let queued = false;

  const search = h("input", { type: "search", id: "search", placeholder: "path, reply, why, switch…", autocomplete: "off" });
  const vendor = h("select", { id: "vendor", "aria-label": "Vendor" }, h("option", { value: "" }, "every vendor"));
  const outcome = h("select", { id: "outcome", "aria-label": "Outcome" }, [["", "every outcome"], ["2", "2xx"], ["3", "3xx"], ["4", "4xx"], ["5", "5xx"], ["switch", "met a switch or a fault"], ["out", "calls by mockcc"]].map(([value, label]) => h("option", { value }, label)));
  const count = h("span", { class: "quiet", role: "status" });
  const missed = h("p", { class: "quiet", hidden: true });
  const flowBox = h("div", { class: "flow" });
  const entryBox = h("div", { class: "opened" });
  const compareBox = h("div");

  const list = virtualList({ label: "Exchanges, newest last", row, open });
  const panel = tabs("What to look at", [
    { label: "Flow", view: () => flowBox },
    { label: "Exchange", view: () => entryBox },
    { label: "Compare", view: () => compareBox },
  ]);
  fill(entryBox, h("p", { class: "empty" }, "Choose an exchange in the list."));
  fill(compareBox, h("p", { class: "empty" }, "Open an exchange, choose Compare with another, then open that one."));
  fill(stage,
    h("p", { class: "filter" }, h("label", { for: "search" }, "Find"), search, vendor, outcome, count,
      button("Forget all", async () => { await here("DELETE", "/journal"); all.length = 0; flowStart = 0; show(); }, { kind: "button small", fail: (error) => { missed.hidden = false; missed.textContent = error.message; } })),
    missed, h("div", { class: "split" }, h("div", { class: "left" }, list.box), h("section", { class: "right", "aria-label": "The flow and the exchange" }, panel)));

  for (const input of [search, vendor, outcome]) input.addEventListener("input", () => later());

  function fits(entry, words) {
    if (vendor.value && entry.vendor !== vendor.value) return false;
    const kind = outcome.value;
    if (kind === "out" && entry.kind !== "outbound") return false;
    if (kind === "switch" && !entry.scenario && !entry.reply?.fault) return false;
    if (/^\d$/.test(kind) && String(entry.reply?.status ?? "")[0] !== kind) return false;
    return words.every((word) => entry.words.includes(word));
  }

  function show() {
    queued = false;
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length || vendor.value || outcome.value ? all.filter((entry) => fits(entry, words)) : all.slice();
    count.textContent = found.length === all.length ? `${all.length} exchanges` : `${found.length} of ${all.length} exchanges`;
    list.show(found);
    drawFlow();
  }

  function later() {
    if (!queued) requestAnimationFrame(show);
    queued = true;
  }

  function drawFlow() {
    const entries = lastFlow(all, flowStart);
    if (!entries.length) return fill(flowBox, h("p", { class: "empty" }, "Nothing was exchanged in this space yet. Send something, from Try it or from your own client: it is drawn here as it happens."));
    const right = flowBox.closest(".right");
    const atEnd = right && right.scrollTop + right.clientHeight >= right.scrollHeight - 60;
    const room = (flowBox.clientWidth || right?.clientWidth || 600) - 8;
    const open = flowBox.querySelector(".words")?.open;
    const words = h("details", { class: "words", open }, h("summary", {}, "The same in words"), h("ol", {}, inWords(entries).map((line) => h("li", {}, line))));
    fill(flowBox, h("p", { class: "quiet doors" }, h("span", {}, `The last ${entries.length} exchange${entries.length === 1 ? "" : "s"} without a pause of a minute. Click an arrow to open it.`),
      button("Begin a new flow", () => { flowStart = Number(all.at(-1)?.id || 0); drawFlow(); }, { kind: "button small" })),
      h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Sequence diagram" }, diagram(entries, { open: (entry) => list.choose(entry.id), room })), words);
    if (atEnd) right.scrollTop = right.scrollHeight;
  }

  async function open(entry) {
    opened = entry.id;
    try {
      const found = await here("GET", `/journal/${entry.id}`);
      if (opened !== entry.id) return;
      if (pinned && pinned.id !== found.id) {
        fill(compareBox, h("p", { class: "doors" }, h("span", {}, `Exchange ${pinned.id} beside ${found.id}. `), button("Compare no more", () => { pinned = null; fill(compareBox, h("p", { class: "empty" }, "Nothing is compared.")); }, { kind: "button small" })), compare(pinned, found));
        panel.choose(2);
      } else panel.choose(1);
      fill(entryBox, h("p", { class: "doors" }, h("b", {}, `${found.request.method} `, h("code", {}, found.request.path)), button(pinned?.id === found.id ? "Now open the other" : "Compare with another", () => { pinned = found; fill(compareBox, h("p", { class: "empty" }, `Exchange ${found.id} is kept. Open the one to compare it with.`)); panel.choose(2); }, { kind: "button small" })),
        h("p", { class: "quiet" }, `Exchange ${found.id}, ${found.at.replace("T", " ").replace("Z", " UTC")}, ${(found.duration * 1000).toFixed(1)} ms, ${found.vendor}${found.endpoint ? ` · ${found.endpoint}` : ""}`), exchange(found));
    } catch (error) {
      fill(entryBox, h("p", { class: "notice bad", role: "alert" }, error.status === 404 ? `Exchange ${entry.id} is no longer in the journal: it was forgotten, or the oldest had to go.` : error.message));
      panel.choose(1);
    }
  }

  follow({
    many(entries) {
      for (const entry of entries) {
        entry.words = [entry.id, entry.request.method, entry.request.path, entry.request.query_string, entry.vendor, entry.endpoint, entry.reply?.id, entry.reply?.status, entry.scenario, entry.why].join(" ").toLowerCase();
        entry.seen = Date.parse(entry.at);
        all.push(entry);
        if (![...vendor.options].some((one) => one.value === entry.vendor)) vendor.append(h("option", { value: entry.vendor }, entry.vendor));
      }
      if (all.length > KEPT) all.splice(0, all.length - KEPT);
      later();
    },
    missed(number) {
      missed.hidden = false;
      missed.textContent = `${number} exchanges came too fast to be told one by one. They are in the journal: load the page anew to see them.`;
    },
  });
  begin(0);
  show();
  const wanted = new URLSearchParams(location.search).get("entry");
  if (wanted) open({ id: wanted });
}

/** The newest exchanges between which nobody paused for long. */
function lastFlow(all, start) {
  const found = [];
  for (let place = all.length - 1; place >= 0 && found.length < LONGEST; place -= 1) {
    const entry = all[place];
    if (Number(entry.id) <= start || (found.length && Math.abs(found[0].seen - entry.seen) > QUIET)) break;
    found.unshift(entry);
  }
  return found;
}

function row(entry) {
  const reply = entry.reply;
  return h("div", { class: `entry ${entry.kind}` },
    h("span", { class: "time" }, entry.at.slice(11, 19)),
    h("span", { class: "call" }, h("b", {}, entry.request.method), " ", h("span", { class: "path" }, entry.request.path)),
    reply ? status(reply.status) : h("span", { class: "status s5" }, "—"),
    h("span", { class: "told" }, h("span", { class: "id" }, reply ? reply.id : entry.error), reply ? evidence(reply.evidence) : null, entry.scenario ? h("span", { class: "tag strong" }, entry.scenario) : null));
}
