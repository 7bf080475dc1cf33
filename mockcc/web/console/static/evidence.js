// How sure we are of a reply, and where it is known from.

import { h } from "./dom.js";

const MEANING = {
  documented: "documented: the vendor's page says so",
  observed: "observed: seen in a real client",
  assumed: "assumed: the vendor is silent, this is mockcc's choice",
};

export const evidence = (word) => h("span", { class: `evidence ${word}`, title: MEANING[word] || word }, word);

/** The source, as a link where it is an address. Only http addresses become links. */
export function source(text) {
  const found = /https?:\/\/[^\s)>,;]+/.exec(text || "");
  if (!found) return h("span", { class: "source" }, text || "no source");
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return h("span", { class: "source" }, before, h("a", { href: found[0], rel: "noreferrer noopener", target: "_blank" }, found[0].replace(/^https?:\/\//, "")), after);
}

export const status = (code) => h("span", { class: `status s${String(code)[0]}` }, String(code));
