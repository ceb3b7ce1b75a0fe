// Block Kit blocks as DOM nodes, one function per block type.

import { ELEMENTS } from "./elements/index.js";
import { fieldOf } from "./field.js";
import { freshId, h } from "./dom.js";
import { image } from "./images.js";
import { textNodes, words } from "./texts.js";

const BLOCKS = {
  header: (block, { reader }) => h("h3", { class: "block-header" }, textNodes(block.text, reader)),
  divider: () => h("hr"),
  section,
  context: (block, { reader }) =>
    h(
      "div",
      { class: "block-context" },
      block.elements.map((part) => contextPart(part, reader)),
    ),
  image: (block, { reader }) => image(block, block.title && words(block.title, reader)),
  actions: (block, surface) =>
    h(
      "div",
      { class: "block-actions" },
      block.elements.map((element) => standing(block, element, surface, elementWords(element, surface))),
    ),
  input,
};

export function blockNode(block, surface) {
  const build = BLOCKS[block.type];
  return build ? build(block, surface) : unknown(`A “${block.type}” block: this sandbox cannot show it.`);
}

function section(block, surface) {
  const { reader } = surface;
  const body = h(
    "div",
    { class: "section-body" },
    block.text && h("div", { class: "section-text" }, textNodes(block.text, reader)),
    block.fields &&
      h(
        "div",
        { class: "section-fields" },
        block.fields.map((field) => h("div", null, textNodes(field, reader))),
      ),
  );
  const label = block.text && words(block.text, reader).split("\n")[0];
  const side = block.accessory && h("div", { class: "section-side" }, standing(block, block.accessory, surface, label));
  return h("div", { class: "block-section" }, body, side);
}

const contextPart = (part, reader) =>
  part.type === "image"
    ? image({ ...part, small: true })
    : h("span", { class: "context-text" }, textNodes(part, reader));

const elementWords = (element, { reader }) =>
  element.placeholder ? words(element.placeholder, reader) : element.action_id?.replaceAll("_", " ");

/** An element that stands by itself, and sends every change at once. */
function standing(block, element, surface, label) {
  if (element.type === "image") return image(element);
  return control(element, fieldOf(surface, block, element, { label, dispatches: true }));
}

function control(element, field) {
  const build = ELEMENTS[element.type];
  return build ? build(element, field) : unknown(`A “${element.type}”: this sandbox cannot show it.`);
}

function input(block, surface) {
  const { reader } = surface;
  const { element } = block;
  const ids = { label: freshId("label"), notes: freshId("notes") };
  const describe = {
    labelledBy: ids.label,
    describedBy: ids.notes,
    dispatches: block.dispatch_action === true,
    optional: block.optional === true,
  };
  const shown = control(element, fieldOf(surface, block, element, describe));
  const target = shown.matches("input, textarea") ? shown : shown.querySelector("input[role=combobox], input.control");
  return h(
    "div",
    { class: "field", "data-block-id": block.block_id },
    h(
      "div",
      { class: "field-label" },
      h("label", { id: ids.label, for: target?.id }, textNodes(block.label, reader)),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    shown,
    h(
      "div",
      { id: ids.notes, class: "notes" },
      h("p", { class: "error", hidden: true }),
      block.hint && h("p", { class: "hint" }, textNodes(block.hint, reader)),
    ),
  );
}

const unknown = (sentence) => h("p", { class: "unknown" }, sentence);
