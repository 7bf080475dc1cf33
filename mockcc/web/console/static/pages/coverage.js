// The coverage map: every reply that each vendor can give, filled as soon as a client of this space has met it.

import { api, here, within } from "../api.js";
import { fill, h } from "../dom.js";
import { follow } from "../live.js";

export async function start(stage) {
  let wanted = false;
  let titles = null;
  async function draw() {
    wanted = false;
    try {
      const found = await here("GET", "/coverage");
      titles ??= Object.fromEntries(await Promise.all(Object.keys(found).map(async (vendor) => [vendor, await api("GET", `/_mockcc/catalogue/${encodeURIComponent(vendor)}`)])));
      const open = new Set([...stage.querySelectorAll("details[open]")].map((one) => one.dataset.vendor));
      fill(stage, Object.entries(found).map(([vendor, report]) => block(vendor, report, titles[vendor], open.has(vendor))));
    } catch (error) {
      fill(stage, h("p", { class: "notice bad", role: "alert" }, error.message));
    }
  }
  await draw();
  follow({ many: () => { if (!wanted) { wanted = true; setTimeout(draw, 300); } } });
}

function block(vendor, report, catalogue, open) {
  const { exist, seen } = report.replies;
  const met = exist.filter((id) => seen[id]);
  const share = exist.length ? Math.round((100 * met.length) / exist.length) : 100;
  return h("section", { class: "covered" },
    h("h2", {}, catalogue.title, " ", h("span", { class: "quiet" }, `${met.length} of ${exist.length} replies met, ${share} %`)),
    h("div", { class: "map", role: "img", "aria-label": `${met.length} of ${exist.length} replies of ${catalogue.title} were met` }, exist.map((id) => h("span", { class: `dot ${seen[id] ? "met" : ""} ${catalogue.replies[id]?.evidence || ""}`, title: `${id}: ${catalogue.replies[id]?.title || ""}${seen[id] ? `, met ${seen[id]} times` : ", never met"}` }))),
    h("p", { class: "quiet" }, `Switches that acted: ${Object.keys(report.scenarios.seen).length} of ${report.scenarios.exist.length}.`),
    h("details", { "data-vendor": vendor, open }, h("summary", {}, "By endpoint"), h("ul", { class: "endpoints" }, Object.entries(report.endpoints).map(([name, one]) => {
      const got = one.replies.exist.filter((id) => one.replies.seen[id]);
      return h("li", {}, h("a", { href: within(`/_console/try/${vendor}?endpoint=${encodeURIComponent(name)}`) }, name), h("span", { class: "quiet" }, ` ${got.length} of ${one.replies.exist.length}`),
        got.length ? h("p", {}, "Met: ", got.map((id) => h("code", {}, `${id} `))) : null, h("p", { class: "quiet" }, "Never met: ", one.replies.never_seen.length ? one.replies.never_seen.map((id) => h("code", {}, `${id} `)) : "none"));
    }))));
}
