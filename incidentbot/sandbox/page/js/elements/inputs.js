// Fields to type into: text of one or many lines, numbers, e-mail and web addresses.

import { freshId, h } from "../dom.js";
import { words } from "../texts.js";

const PAUSE = 300; // milliseconds without a key before on_character_entered is sent

export function plainTextInput(element, field) {
  const tag = element.multiline ? "textarea" : "input";
  const own = element.multiline ? { rows: 4 } : { type: "text" };
  return typed(tag, { ...own, maxlength: element.max_length ?? 3000 }, element, field);
}

export const numberInput = (element, field) =>
  typed("input", { type: "text", inputmode: element.is_decimal_allowed ? "decimal" : "numeric" }, element, field);
export const emailInput = (element, field) => typed("input", { type: "email", autocomplete: "off" }, element, field);
export const urlInput = (element, field) =>
  typed("input", { type: "url", placeholder: "https://", autocomplete: "off" }, element, field);

function typed(tag, own, element, field) {
  const { value } = field.begin({ value: element.initial_value ?? null });
  const placeholder = element.placeholder ? words(element.placeholder, field.surface.reader) : own.placeholder;
  const node = h(tag, {
    ...field.naming,
    ...own,
    id: freshId("input"),
    class: "control",
    placeholder,
    value: value ?? "",
    "data-key": field.key,
  });
  const given = () => ({ value: node.value === "" ? null : node.value });
  node.addEventListener("input", () => field.hold(given()));
  if (field.dispatches)
    sendWhen(element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"], node, () =>
      field.send(given()),
    );
  return node;
}

function sendWhen(triggers, node, send) {
  if (triggers.includes("on_enter_pressed")) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    });
  }
  if (triggers.includes("on_character_entered")) {
    let timer;
    node.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(send, PAUSE);
    });
  }
}
