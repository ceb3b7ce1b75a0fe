// Addresses that may be opened from the page: nothing that runs code, and never with a handle back to this window.

import { h } from "./dom.js";
import { tell } from "./topics.js";

const OPENABLE = new Set(["http:", "https:", "mailto:", "tel:"]);

export function openable(address) {
  try {
    return OPENABLE.has(new URL(address).protocol);
  } catch (error) {
    if (error instanceof TypeError) return false; // not an address at all
    throw error;
  }
}

export function link(address, ...label) {
  if (!openable(address)) return h("span", null, ...label);
  const node = h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...label);
  const message = ownMessage(address);
  if (message) node.addEventListener("click", (event) => showHere(event, message));
  return node;
}

/** From a dialog a new tab is right: the message would appear behind the dialog. */
function showHere(event, message) {
  if (event.currentTarget.closest("dialog")) return;
  event.preventDefault();
  tell("open-message", message);
}

/** The address of a message of this workspace is shown here, as the same person, not in a new tab. */
function ownMessage(address) {
  const { origin, pathname, searchParams } = new URL(address);
  const found = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(pathname);
  return (
    found &&
    origin === location.origin && {
      channel: found[1],
      ts: `${found[2]}.${found[3]}`,
      thread: searchParams.get("thread_ts"),
    }
  );
}
