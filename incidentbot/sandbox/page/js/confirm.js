// "Are you sure?": the confirm object of an element, asked before the element acts.

import { h } from "./dom.js";
import { openDialog, shut } from "./dialog.js";
import { textNodes } from "./texts.js";

export function confirmed(confirm, reader) {
  return new Promise((resolve) => {
    const answer = (value) => {
      shut(dialog);
      resolve(value);
    };
    const go = h(
      "button",
      { type: "submit", class: confirm.style === "danger" ? "danger" : "primary" },
      textNodes(confirm.confirm, reader),
    );
    const stop = h("button", { type: "button", onclick: () => answer(false) }, textNodes(confirm.deny, reader));
    const dialog = openDialog({
      title: textNodes(confirm.title, reader),
      body: h("div", { class: "dialog-body" }, textNodes(confirm.text, reader)),
      footer: h("footer", { class: "dialog-foot" }, stop, go),
      className: "dialog-small",
      onclose: () => answer(false),
      onsubmit: () => answer(true),
    });
  });
}
