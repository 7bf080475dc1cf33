// Calls the admin API of this server; what it refuses becomes a `Problem` with one clear sentence.

const KEY = "mockcc-token";
const SPACE = new URLSearchParams(location.search).get("space") || "default";

export class Problem extends Error {
  constructor(detail, status = 0, document = {}) {
    super(detail);
    this.status = status;
    this.field = document.field;
    this.document = document;
  }
}

export const token = () => sessionStorage.getItem(KEY) || "";
export const keepToken = (value) => sessionStorage.setItem(KEY, value);
export const space = () => SPACE;
export const spacePath = (name = SPACE) => `/_mockcc/spaces/${encodeURIComponent(name)}`;
export const vendorBase = (vendor) => (SPACE === "default" ? `/${vendor}` : `/~${SPACE}/${vendor}`);
export const parts = (...names) => names.map((name) => "/" + encodeURIComponent(name)).join("");

/** An address of the console in the space that is chosen, or in another. */
export function within(href, name = SPACE) {
  const url = new URL(href, location.href);
  if (name === "default") url.searchParams.delete("space");
  else url.searchParams.set("space", name);
  return url.pathname + url.search + url.hash;
}

export function authorised(headers = {}) {
  return token() ? { ...headers, Authorization: `Bearer ${token()}` } : headers;
}

/** The document of a call; throws a `Problem`. */
export async function api(method, path, body) {
  const options = { method, headers: authorised({ Accept: "application/json" }), cache: "no-store" };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let reply, text;
  try {
    reply = await fetch(path, options);
    text = await reply.text();
  } catch {
    document.dispatchEvent(new CustomEvent("mockcc:unreachable"));
    throw new Problem(`No server answers at ${location.host}. Nothing that you typed is lost; do it again when mockcc runs.`);
  }
  const found = parsed(text);
  if (reply.ok) return found;
  const problem = new Problem(found?.detail || `The server answered ${reply.status}.`, reply.status, found || {});
  if (reply.status === 401) {
    sessionStorage.removeItem(KEY);
    document.dispatchEvent(new CustomEvent("mockcc:locked"));
  }
  if (reply.status === 404 && path.startsWith(spacePath()) && problem.message.startsWith("There is no space")) {
    document.dispatchEvent(new CustomEvent("mockcc:dropped"));
  }
  throw problem;
}

/** The same below the space that is chosen. */
export const here = (method, path, body) => api(method, spacePath() + path, body);

function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
