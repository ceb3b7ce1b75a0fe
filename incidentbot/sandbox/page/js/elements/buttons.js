// Things to press: button (also one that opens an address) and the overflow menu.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { openable } from "../links.js";
import { openMenu } from "../menu.js";
import { textNodes, words } from "../texts.js";

const STYLES = { primary: "primary", danger: "danger" };

export function button(element, field) {
  const { reader } = field.surface;
  const { "aria-label": _, "aria-labelledby": __, ...naming } = field.naming; // its own text is its name
  const node = h(
    "button",
    {
      ...naming,
      type: "button",
      class: STYLES[element.style],
      "aria-label": element.accessibility_label,
      "data-key": field.key,
    },
    textNodes(element.text, reader),
    element.url && icon("external"),
  );
  node.addEventListener("click", () => press(node, element, field));
  return node;
}

async function press(node, element, field) {
  if (node.getAttribute("aria-busy") === "true") return; // a double click asks once
  // A link button opens its address and tells the app, as Slack's does.
  if (element.url && openable(element.url)) window.open(element.url, "_blank", "noopener");
  await whileBusy(node, () => field.send({ value: element.value, text: element.text }));
}

async function whileBusy(node, work) {
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

export function overflow(element, field) {
  const { reader } = field.surface;
  const more = h(
    "button",
    {
      ...field.naming,
      "aria-labelledby": null,
      "aria-label": "More actions",
      type: "button",
      class: "overflow",
      "aria-haspopup": "menu",
      "data-key": field.key,
    },
    icon("more"),
  );
  const choose = (option) => {
    if (option.url && openable(option.url)) window.open(option.url, "_blank", "noopener");
    return whileBusy(more, () => field.send({ selected_option: option }));
  };
  const items = element.options.map((option) => ({
    nodes: textNodes(option.text, reader),
    note: option.description && words(option.description, reader),
    choose: () => choose(option),
  }));
  more.addEventListener("click", () => openMenu(more, items, { label: "More actions" }));
  return more;
}
