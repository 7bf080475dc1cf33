// The first page: the addresses of the vendors in the space that is chosen.

import { vendorBase } from "../api.js";
import { copier, h } from "../dom.js";

export function start() {
  for (const place of document.querySelectorAll("[data-address]")) {
    const address = location.origin + vendorBase(place.dataset.address);
    place.textContent = address;
    place.after(" ", h("span", {}, copier("Copy", () => address)));
  }
}
