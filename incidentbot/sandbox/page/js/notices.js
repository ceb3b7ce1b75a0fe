// Sentences for the reader: a notice at the edge of the page, and words for a screen reader only.

import { byId, h } from "./dom.js";
import { icon } from "./icons.js";

const STAYS = 8000; // milliseconds

/** A calm sentence about something that did not work; it goes away by itself. */
export function notice(sentence) {
  const drop = () => node.remove();
  const cross = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: drop },
    icon("close"),
  );
  const node = h("div", { class: "notice" }, icon("warning"), h("p", null, sentence), cross);
  const places = document.querySelectorAll("dialog[open]");
  // A modal dialog hides what is behind it from everybody, so what concerns it is said inside.
  (places[places.length - 1]?.querySelector(".dialog-notices") ?? byId("notices")).append(node);
  setTimeout(drop, STAYS);
}

let silence;
/** Said aloud by screen readers, shown to nobody. */
export function announce(words) {
  const place = byId("announcer");
  place.textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => (place.textContent = ""), 5000);
}
