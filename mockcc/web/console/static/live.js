// The server's events, read through fetch because EventSource cannot send the admin token; the stream is begun anew when it breaks.

import { authorised, space } from "./api.js";

const listeners = new Set();
let last = null;
let running = null;
let state = "starting";

/** Be told of every exchange: {entry(e), many(list), missed(n), state(word)}; gives a function that ends it. */
export function follow(listener) {
  listeners.add(listener);
  listener.state?.(state);
  return () => listeners.delete(listener);
}

/** Begin with what the journal holds after this id. */
export function begin(after = null) {
  if (after !== null) last = after;
  if (!running) running = run();
}

function tell(what, value) {
  for (const listener of listeners) listener[what]?.(value);
}

function become(word) {
  if (state === word) return;
  state = word;
  tell("state", word);
}

async function run() {
  let pause = 250;
  for (;;) {
    await visible();
    const stop = new AbortController();
    const hide = () => document.hidden && stop.abort();
    document.addEventListener("visibilitychange", hide);
    try {
      const query = new URLSearchParams({ space: space(), ...(last === null ? {} : { after: last }) });
      const reply = await fetch(`/_mockcc/events?${query}`, { headers: authorised(), cache: "no-store", signal: stop.signal });
      if (reply.ok) {
        pause = 250;
        become("live");
        if ((await read(reply.body)) === "dropped") return become("dropped");
      } else if (reply.status === 404) return become("dropped");
      else if (reply.status === 401) return become("locked");
      else if (reply.status === 503) become("full");
    } catch {
      // The next try says whether the server is back.
    } finally {
      document.removeEventListener("visibilitychange", hide);
    }
    if (document.hidden) continue;
    if (state !== "full") become("lost");
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(pause * 2, 4000);
  }
}

const visible = () =>
  document.hidden ? new Promise((done) => document.addEventListener("visibilitychange", done, { once: true })) : Promise.resolve();

async function read(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return "ended";
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    const entries = [];
    for (const text of events) {
      const event = fields(text);
      if (event.event === "dropped") return "dropped";
      if (event.event === "missed") tell("missed", JSON.parse(event.data).count);
      else if (event.data) {
        entries.push(JSON.parse(event.data));
        last = event.id;
      }
    }
    if (entries.length) tell("many", entries);
  }
}

function fields(text) {
  const found = {};
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) found[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  return found;
}
