// The blocks of one surface on the page. Showing new blocks keeps the nodes of those that did not change, and with
// them focus, caret and what is being typed.

import { align, h } from "./dom.js";
import { blockNode } from "./blocks.js";

export function blockList(surface) {
  const node = h("div", { class: "blocks" });
  let shown = new Map();

  function show(blocks) {
    surface.keepOnly(blocks);
    const focus = focusIn(node);
    const next = new Map();
    blocks.forEach((block, index) => {
      const key = block.block_id ?? `#${index}`;
      const json = JSON.stringify(block);
      const before = shown.get(key);
      next.set(key, before?.json === json ? before : { json, node: blockNode(block, surface) });
    });
    shown = next;
    align(
      node,
      [...next.values()].map((entry) => entry.node),
    );
    restore(node, focus);
  }

  /** Field errors by block_id; the first field with one gets the focus. True when there was any. */
  function showErrors(errors) {
    let first;
    for (const field of node.querySelectorAll(".field")) {
      const sentence = errors[field.dataset.blockId] ?? "";
      const place = field.querySelector(".error");
      place.textContent = sentence;
      place.hidden = !sentence;
      const target = field.querySelector("input, textarea, [role=radiogroup], [role=group]");
      if (sentence) target?.setAttribute("aria-invalid", "true");
      else target?.removeAttribute("aria-invalid");
      if (sentence) first ??= target;
    }
    const focused = first?.matches("input, textarea") ? first : first?.querySelector("input");
    focused?.focus();
    return first !== undefined;
  }

  return { node, show, showErrors };
}

function focusIn(place) {
  const active = document.activeElement;
  if (!place.contains(active) || !active.dataset.key) return undefined;
  return { key: active.dataset.key, from: active.selectionStart, to: active.selectionEnd, node: active };
}

function restore(place, focus) {
  if (!focus || focus.node.isConnected) return;
  const node = place.querySelector(`[data-key="${CSS.escape(focus.key)}"]`);
  node?.focus({ preventScroll: true });
  if (typeof focus.from === "number") node?.setSelectionRange?.(focus.from, focus.to);
}
