// A person as a coloured initial; the bot as a beacon.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { workspace } from "./workspace.js";

const HUES = 8;

export function avatar(userId, size = "") {
  if (workspace.isBot(userId))
    return h("span", { class: `avatar avatar-bot ${size}`, "aria-hidden": "true" }, icon("beacon"));
  const user = workspace.user(userId);
  const letter = [...(user.real_name || user.name || "?")][0].toUpperCase();
  return h("span", { class: `avatar hue-${hue(userId)} ${size}`, "aria-hidden": "true" }, letter);
}

/** The personas differ from one another; anybody else gets a colour from their id. */
function hue(id) {
  const place = workspace.personas.indexOf(id);
  const number = place >= 0 ? place : [...(id ?? "")].reduce((sum, letter) => sum + letter.codePointAt(0), 0);
  return (number % HUES) + 1;
}
