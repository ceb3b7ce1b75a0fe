// Where the reader is: as whom, in which conversation or Home, with which thread and panel. It stands in the address
// (so that reload, Back and a second tab work) and is remembered for the next visit.

import { tell } from "./topics.js";

const PARTS = ["as", "channel", "thread", "panel"];
const REMEMBERED = "incidentbot-sandbox-place";
export const HOME = "home";

const kept = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}");
export const place = { ...kept, ...fromAddress() };

/** A message that the address points to, by its ts: the conversation shows it once. */
export const asked = { ts: new URLSearchParams(location.search).get("ts") };

function fromAddress() {
  const parts = new URLSearchParams(location.search);
  const named = PARTS.filter((part) => parts.has(part)).map((part) => [part, parts.get(part)]);
  // An address that names a conversation says everything about the place in it.
  return parts.has("channel") ? { thread: null, ...Object.fromEntries(named) } : Object.fromEntries(named);
}

/** go({ channel: "C1", thread: null }): parts that are not named stay. */
export function go(parts, { replace = false } = {}) {
  const before = { ...place };
  Object.assign(place, parts);
  const address = new URLSearchParams(PARTS.filter((part) => place[part]).map((part) => [part, place[part]]));
  history[replace ? "replaceState" : "pushState"](null, "", `?${address}`);
  localStorage.setItem(REMEMBERED, JSON.stringify(Object.fromEntries(PARTS.map((part) => [part, place[part]]))));
  tell("place", before);
}

window.addEventListener("popstate", () => {
  const before = { ...place };
  Object.assign(place, fromAddress());
  tell("place", before);
});
