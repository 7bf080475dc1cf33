// The frame of every page: the space that is chosen, its clock, whether events arrive, and the messages that concern the whole page.

import { api, here, space, within } from "./api.js";
import { $, button, fill, h } from "./dom.js";
import { begin, follow } from "./live.js";

export function frame() {
  for (const link of document.querySelectorAll("a.to")) link.href = within(link.getAttribute("href"));
  for (const current of document.querySelectorAll("nav [aria-current]")) current.scrollIntoView({ block: "nearest", inline: "center" });
  for (const current of document.querySelectorAll("nav [aria-current]")) current.scrollIntoView({ block: "nearest", inline: "center" });
  spaces();
  clock();
  setInterval(tick, 1000);
  document.addEventListener("mockcc:dropped", gone);
  document.addEventListener("mockcc:locked", locked);
  document.addEventListener("mockcc:space-changed", () => { spaces(); clock(); });
  follow({ state: shown });
  if (!["journal"].includes(document.body.dataset.page)) begin();
}

/** One message of a kind in one place: a later one takes the place of an earlier. */
export function notice(kind, text, ...doors) {
  unnotice(kind);
  $("#notices").append(h("div", { class: "notice bad", "data-kind": kind, role: "alert" }, h("p", {}, text), doors.length ? h("p", { class: "doors" }, doors) : null));
}

export const unnotice = (kind) => $(`#notices [data-kind="${kind}"]`)?.remove();

const WORDS = {
  starting: "Connecting…",
  live: "Live",
  lost: "The server does not answer",
  full: "Too many listeners",
  dropped: "This space is gone",
  locked: "The token is asked for",
};

function shown(state) {
  const live = $("#live");
  live.dataset.state = state;
  live.textContent = WORDS[state];
  if (state === "lost") notice("lost", `No server answers at ${location.host}. Nothing that you typed is lost. This page goes on by itself as soon as mockcc runs again.`);
  else unnotice("lost");
  if (state === "live") { clock(); document.dispatchEvent(new CustomEvent("mockcc:back")); }
  if (state === "dropped") gone();
  if (state === "locked") locked();
}

function gone() {
  if ($('#notices [data-kind="dropped"]')) return;
  const name = space();
  notice(
    "dropped",
    `The space ${name} is gone: it was dropped elsewhere, or never made. What you typed is still here.`,
    button("Make it again from the seed", async () => {
      if (name !== "default") await api("POST", "/_mockcc/spaces", { id: name }).catch((error) => { if (error.status !== 409) throw error; });
      unnotice("dropped");
      location.reload();
    }),
    name === "default" ? null : h("a", { href: within(location.href, "default") }, "Go to the space default"),
  );
}

function locked() {
  notice("locked", "The server wants its admin token again. What you typed is still here until the page is loaded anew.", button("Give the token", () => location.reload()));
}

async function spaces() {
  const chooser = $("#space");
  let names;
  try {
    names = (await api("GET", "/_mockcc/spaces")).map((one) => one.id);
  } catch {
    names = ["default"];
  }
  if (!names.includes(space())) names.push(space());
  fill(chooser, names.map((name) => h("option", { value: name, selected: name === space() }, name)));
  chooser.onchange = () => location.assign(within(location.href, chooser.value));
}

let base = null;

export async function clock() {
  try {
    const found = await here("GET", "/clock");
    base = { ...found, at: Date.parse(found.now), read: performance.now() };
    tick();
  } catch {
    // The state of the connection says what is wrong.
  }
  return base;
}

/** The space's time in milliseconds. */
export const now = () => (base === null ? Date.now() : base.frozen ? base.at : base.at + performance.now() - base.read);

function tick() {
  if (base === null) return;
  const text = new Date(now()).toISOString();
  const away = Math.abs(base.offset) > 2;
  fill($("#clock"), h("time", { datetime: text }, `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`), base.frozen ? h("span", { class: "tag" }, "frozen") : away ? h("span", { class: "tag" }, "moved") : null);
}
