// Keyboard shortcuts of the whole page. The list that people read is in help.js.

import { byId } from "./dom.js";
import { channelsShown, directMessages } from "./rail.js";
import { closeDrawer, togglePanel } from "./drawers.js";
import { composerHere } from "./composer_places.js";
import { go, HOME, place } from "./place.js";
import { leaveThread } from "./thread.js";
import { openChannels } from "./channel_dialogs.js";
import { openHelp } from "./help.js";
import { openPersonas } from "./persona.js";

const PLAIN = { "?": openHelp, "/": beginCommand };
const WITH_ALT = { ArrowUp: () => neighbour(-1), ArrowDown: () => neighbour(1), p: openPersonas, b: togglePanel };
const WITH_CTRL = { k: openChannels };

export function startKeys() {
  byId("help").addEventListener("click", openHelp);
  document.addEventListener("keydown", pressed);
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const doIt = meant(event);
  if (doIt && doIt() !== false) event.preventDefault();
}

function meant(event) {
  const typing = event.target.matches?.("input, textarea, select");
  // event.code, because Alt with a letter writes another character on some keyboards.
  if (event.altKey) return WITH_ALT[event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key];
  if (event.ctrlKey || event.metaKey) return WITH_CTRL[event.key.toLowerCase()];
  if (event.key === "Escape") return escape;
  if (event.key === "ArrowUp" && event.target.matches?.(".composer-field") && event.target.value === "")
    return newestMessage;
  return typing ? undefined : PLAIN[event.key];
}

function escape() {
  if (document.querySelector(":popover-open")) return false;
  if (closeDrawer()) return true;
  return place.thread ? leaveThread() : false;
}

function beginCommand() {
  const field = composerHere();
  if (!field) return false;
  field.focus();
  if (field.value !== "") return true;
  field.value = "/";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function newestMessage() {
  document.querySelector("#messages .message[tabindex='0']")?.focus();
}

function neighbour(step) {
  const order = [HOME, ...[...channelsShown(), ...directMessages()].map((channel) => channel.id)];
  const at = order.indexOf(place.channel);
  go({ channel: order[(at + step + order.length) % order.length], thread: null });
}
