// One exchange, told: what came back, which rule chose it, what it compared, how sure we are, and where it is written.

import { h } from "./dom.js";
import { evidence, source, status } from "./evidence.js";
import { copies, replyView, requestView } from "./wire.js";

const shown = (value) => (value === null || value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value));

export function verdict(entry) {
  const reply = entry.reply;
  return h("div", { class: "verdict" },
    h("p", { class: "outcome" },
      reply ? [status(reply.status), h("code", { class: "id" }, reply.id), evidence(reply.evidence)] : [h("span", { class: "status s5" }, "failed"), h("code", {}, entry.error || "no reply")],
      entry.scenario ? h("span", { class: "tag strong" }, `switch: ${entry.scenario}`) : null,
      reply?.fault ? h("span", { class: "tag strong" }, `fault: ${reply.fault.kind}`) : null),
    h("p", { class: "why" }, h("b", {}, "Why "), entry.why || "Nothing was decided: the endpoint has one reply."),
    entry.compared?.length ? h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "What was compared" }, h("table", { class: "compared" },
      h("caption", {}, "What was compared"),
      h("thead", {}, h("tr", {}, ["Field", "Expected", "Found", ""].map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, entry.compared.map((one) => {
        const same = shown(one.expected) === shown(one.found);
        return h("tr", { class: same ? "" : "differs" }, h("td", {}, h("code", {}, one.what)), h("td", {}, shown(one.expected)), h("td", {}, shown(one.found)), h("td", {}, same ? "equal" : "different"));
      })))) : null,
    reply ? h("p", { class: "from" }, h("b", {}, "Source "), source(reply.source)) : null);
}

export function exchange(entry) {
  return [
    verdict(entry),
    h("section", {}, h("h3", {}, "Request"), requestView(entry.request)),
    entry.reply ? h("section", {}, h("h3", {}, "Reply"), replyView(entry.reply)) : null,
    h("section", {}, h("h3", {}, "Do it elsewhere"), copies(entry.request)),
  ];
}
