// Scenarios as switches, each saying what it does; what is armed in the space is asked for again after every change.

import { here, parts } from "./api.js";
import { fill, h } from "./dom.js";

export async function armedOf(vendor) {
  return (await here("GET", "/scenarios")).filter((one) => one.vendor === vendor);
}

/** Whether a scenario can act on an endpoint, and how surely: 2 it is known to, 1 it changes the world or breaks the transport, 0 not. */
export function bears(scenario, endpoint, spec) {
  if (scenario.leads_to?.[endpoint]) return 2;
  const on = [scenario.on || []].flat();
  if (on.length) return on.includes(endpoint) ? 2 : 0;
  if (scenario.reply) return spec.replies.includes(scenario.reply) ? 2 : 0;
  return 1;
}

/** A switch; `changed` is called after it was set. */
export function scenarioSwitch(vendor, name, scenario, armed, { endpoint, changed } = {}) {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const state = h("span", { class: "fired" });
  const knob = h("button", { type: "button", role: "switch", class: "switch", "aria-checked": String(Boolean(armed)), "aria-label": `${scenario.title} (${name})` }, h("span", { class: "knob" }));
  const say = (found) => fill(state, found ? `on · acted ${found.fired} time${found.fired === 1 ? "" : "s"}${found.spent ? " · used up" : ""}` : "");
  say(armed);
  knob.addEventListener("click", async () => {
    if (knob.getAttribute("aria-busy") === "true") return;
    knob.setAttribute("aria-busy", "true");
    problem.hidden = true;
    const on = knob.getAttribute("aria-checked") === "true";
    try {
      const found = on ? await here("DELETE", `/scenarios${parts(vendor, name)}`).catch((error) => { if (!/is not armed/.test(error.message)) throw error; }) : await here("PUT", `/scenarios${parts(vendor, name)}`, {});
      knob.setAttribute("aria-checked", String(!on));
      say(on ? null : found);
      await changed?.(!on);
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
    knob.removeAttribute("aria-busy");
  });
  const item = h("li", { class: "scenario", "data-scenario": name }, knob, h("div", {}, h("p", { class: "title" }, scenario.title, " ", state), h("p", { class: "does" }, h("code", {}, name), " ", scenario.does, scenario.leads_to?.[endpoint] ? [" Leads to ", h("code", {}, scenario.leads_to[endpoint]), "."] : null), problem));
  item.show = (found) => { knob.setAttribute("aria-checked", String(Boolean(found))); say(found); };
  return item;
}
