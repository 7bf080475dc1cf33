// A vendor's tables as they are now, and what differs between two looks at them.

import { here, parts } from "./api.js";

/** All tables of a vendor by name. */
export async function look(vendor, tables) {
  const found = await Promise.all(Object.keys(tables).map(async (name) => [name, await here("GET", `/tables${parts(vendor, name)}`)]));
  return Object.fromEntries(found);
}

/** What changed: {place, before, after}, `before` undefined for what is new, `after` for what is gone. */
export function changes(before, after) {
  const found = [];
  for (const table of Object.keys(after)) {
    const [old, rows] = [before[table] || {}, after[table]];
    for (const key of new Set([...Object.keys(old), ...Object.keys(rows)])) {
      if (!(key in rows) || !(key in old)) {
        found.push({ place: `${table}.${key}`, before: old[key], after: rows[key] });
        continue;
      }
      for (const field of new Set([...Object.keys(old[key]), ...Object.keys(rows[key])])) {
        if (JSON.stringify(old[key][field]) !== JSON.stringify(rows[key][field])) found.push({ place: `${table}.${key}.${field}`, before: old[key][field], after: rows[key][field] });
      }
    }
  }
  return found;
}
