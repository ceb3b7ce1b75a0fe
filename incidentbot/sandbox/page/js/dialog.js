// A modal dialog of the page: focus stays inside, Escape closes, and the focus returns to where it was.

import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";

const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";

/** `onclose` is asked on Escape, and on ✕ with { all: true }; it decides itself whether to remove the dialog. */
export function openDialog({ title, body, footer, className = "", onclose, onsubmit }) {
  const heading = h("h2", { id: freshId("dialog"), class: "dialog-title" }, title);
  const dialog = h("dialog", { class: `dialog ${className}`, "aria-labelledby": heading.id });
  const quit = (how = {}) => (onclose ? onclose(how) : shut(dialog));
  const cross = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => quit({ all: true }) },
    icon("close"),
  );
  const form = h(
    "form",
    { class: "dialog-form", novalidate: true },
    h("header", { class: "dialog-head" }, heading, cross),
    body,
    footer,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onsubmit?.(event);
  });
  dialog.append(form);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (event.target === dialog) quit();
  });
  // The browser closes a dialog by itself when Escape is pressed twice without anything in between.
  dialog.addEventListener("close", () => dialog.isConnected && quit());
  dialog.addEventListener("keydown", (event) => keepInside(dialog, event));
  document.body.append(dialog);
  dialog.showModal();
  firstField(dialog)?.focus();
  return dialog;
}

export function shut(dialog) {
  dialog.close();
  dialog.remove();
}

/** The first thing to fill in; where there is none, the first thing to press that is not the ✕. */
export function firstField(dialog) {
  const inside = focusable(dialog).filter((node) => !node.closest(".dialog-head"));
  return (
    inside.find((node) => node.matches("input, select, textarea")) ??
    inside.find((node) => node.matches("[type=submit]")) ??
    inside[0]
  );
}

export function focusable(place) {
  return [...place.querySelectorAll(FOCUSABLE)].filter(
    (node) => !node.disabled && node.tabIndex >= 0 && node.offsetParent !== null && !node.closest("[popover]"),
  );
}

function keepInside(dialog, event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return dialog.querySelector("form").requestSubmit();
  if (event.key !== "Tab") return;
  const all = focusable(dialog);
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0]).focus();
}
