// A small dialog that asks for one line of text; a refusal is shown beside the field and what was typed stays.

import { freshId, h } from "./dom.js";
import { openDialog, shut } from "./dialog.js";

/** `send({ value, checked })` answers { ok, message? }. */
export function askFor({ title, label, hint, option, value = "", button, send }) {
  const ids = { field: freshId("field"), notes: freshId("notes") };
  const field = h("input", {
    type: "text",
    id: ids.field,
    class: "control",
    value,
    "aria-describedby": ids.notes,
    autocomplete: "off",
  });
  const box = option && h("input", { type: "checkbox" });
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "primary" }, button);

  async function onsubmit() {
    submit.disabled = true;
    const answer = await send({ value: field.value.trim(), checked: box?.checked ?? false });
    submit.disabled = false;
    if (answer.ok !== false) return shut(dialog);
    error.textContent = answer.message ?? "That did not work.";
    error.hidden = false;
    field.focus();
  }

  const dialog = openDialog({
    title,
    className: "dialog-small",
    body: h(
      "div",
      { class: "dialog-body" },
      h(
        "div",
        { class: "field" },
        h("div", { class: "field-label" }, h("label", { for: ids.field }, label)),
        field,
        h("div", { id: ids.notes, class: "notes" }, error, hint && h("p", { class: "hint" }, hint)),
      ),
      box && h("label", { class: "choice" }, box, h("span", null, option)),
    ),
    footer: h(
      "footer",
      { class: "dialog-foot" },
      h("button", { type: "button", onclick: () => shut(dialog) }, "Cancel"),
      submit,
    ),
    onsubmit,
  });
}
