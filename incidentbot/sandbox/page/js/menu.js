// A menu beside a button: arrows move, a letter jumps, Escape closes and gives the focus back.

import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { openBeside } from "./popover.js";

/** items: { label, nodes?, note?, icon?, checked?, danger?, choose } | { heading } | { content: Node }. */
export function openMenu(anchor, items, { label, alignEnd = false } = {}) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", id: freshId("menu"), "aria-label": label });
  menu.append(...items.map((item) => itemNode(item, menu)));
  menu.addEventListener("keydown", (event) => moveIn(menu, event));
  menu.addEventListener("toggle", (event) => event.newState === "closed" && closed(menu, anchor));
  anchor.setAttribute("aria-expanded", "true");
  openBeside(menu, anchor, { alignEnd });
  choices(menu)[0]?.focus();
  return menu;
}

function itemNode(item, menu) {
  if (item.content) return item.content;
  if (item.heading) return h("p", { class: "menu-heading", role: "presentation" }, item.heading);
  const choose = () => {
    menu.hidePopover();
    item.choose();
  };
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const attributes = { type: "button", role, tabindex: "-1", class: item.danger ? "danger" : null, onclick: choose };
  if (item.checked !== undefined) attributes["aria-checked"] = String(item.checked);
  const text = h("span", { class: "menu-text" }, item.nodes ?? item.label, item.note && h("small", null, item.note));
  return h("button", attributes, item.before ?? (item.icon && icon(item.icon)), text, item.checked && icon("check"));
}

function closed(menu, anchor) {
  anchor.setAttribute("aria-expanded", "false");
  // Only when nothing else took the focus meanwhile: choosing may have opened a dialog.
  const unclaimed = document.activeElement === document.body || menu.contains(document.activeElement);
  menu.remove();
  if (unclaimed) anchor.focus({ preventScroll: true });
}

const choices = (menu) => [...menu.querySelectorAll("[role^=menuitem], [data-choice]")];

const STEPS = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

function moveIn(menu, event) {
  if (event.target.matches("input")) return;
  const all = choices(menu);
  const at = all.indexOf(document.activeElement);
  const next = target(event.key, all, at);
  if (next) {
    event.preventDefault();
    next.focus();
  } else if (event.key === "Tab") menu.hidePopover();
}

function target(key, all, at) {
  if (STEPS[key]) return all[(at + STEPS[key] + all.length) % all.length];
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (!/^\p{L}$/u.test(key)) return undefined;
  const rest = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return rest.find((choice) => choice.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}
