// Opens the page: asks for the admin token where there is one, fills the frame, and starts the page's own script.

import { authorised, keepToken, token } from "./api.js";
import { $ } from "./dom.js";

async function open() {
  if ("locked" in document.body.dataset && !(await unlock())) return;
  const name = document.body.dataset.page;
  if (name === "lost") return;
  const { frame } = await import("./frame.js");
  frame();
  await (await import(`./pages/${name}.js`)).start($("#stage"), document.body.dataset.vendor);
}

/** Whether the page could be had with the token that is kept; else it is asked for. */
async function unlock() {
  const problem = token() ? await fetchPage() : "";
  if (problem === null) return true;
  const gate = $("#gate");
  gate.hidden = false;
  say(problem);
  $("#token").focus();
  gate.addEventListener("submit", async (event) => {
    event.preventDefault();
    keepToken($("#token").value);
    const found = await fetchPage();
    if (found === null) open();
    else say(found);
  });
  return false;
}

function say(problem) {
  $("#gate-problem").hidden = !problem;
  $("#gate-problem").textContent = problem;
}

/** Put the page in place of the gate; the sentence that says what is wrong, or null. */
async function fetchPage() {
  let reply;
  try {
    reply = await fetch(location.href, { headers: authorised({ Accept: "text/html" }), cache: "no-store" });
  } catch {
    return "No server answers. Start mockcc and try again.";
  }
  if (reply.status === 401) return "That is not the admin token of this server. It is the value that --admin-token was given.";
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  delete document.body.dataset.locked;
  Object.assign(document.body.dataset, page.body.dataset);
  document.title = page.title;
  document.body.replaceChildren(...page.body.childNodes);
  return null;
}

open();
