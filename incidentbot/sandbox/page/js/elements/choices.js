// Radio buttons and checkboxes.

import { freshId, h } from "../dom.js";
import { textNodes } from "../texts.js";

const same = (a, b) => a?.value === b?.value;

export function radioButtons(element, field) {
  const { selected_option: chosen } = field.begin({ selected_option: element.initial_option ?? null });
  const name = freshId("radio");
  const pick = (option) => field.change({ selected_option: option }, (before) => mark(node, [before.selected_option]));
  const node = group("radiogroup", element, field, (option) =>
    h("input", { type: "radio", name, checked: same(option, chosen), onchange: () => pick(option) }),
  );
  return node;
}

export function checkboxes(element, field) {
  const { selected_options: chosen } = field.begin({ selected_options: element.initial_options ?? [] });
  const pick = () => {
    const boxes = [...node.querySelectorAll("input")];
    const selected = element.options.filter((_, index) => boxes[index].checked);
    return field.change({ selected_options: selected }, (before) => mark(node, before.selected_options));
  };
  const node = group("group", element, field, (option) =>
    h("input", { type: "checkbox", checked: chosen.some((one) => same(one, option)), onchange: pick }),
  );
  return node;
}

function group(role, element, field, control) {
  const { reader } = field.surface;
  const lines = element.options.map((option) => {
    const input = control(option);
    input.value = option.value;
    input.dataset.key = `${field.key}/${option.value}`;
    const note = option.description && h("small", null, textNodes(option.description, reader));
    return h("label", { class: "choice" }, input, h("span", null, textNodes(option.text, reader), note));
  });
  return h("div", { ...field.naming, role, class: "choices" }, lines);
}

function mark(node, chosen) {
  for (const input of node.querySelectorAll("input"))
    input.checked = chosen.some((option) => option?.value === input.value);
}
