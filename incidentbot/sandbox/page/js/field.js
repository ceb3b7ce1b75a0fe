// One interactive element in its block: its value, its label, and what a change sends.

import { confirmed } from "./confirm.js";

/** `dispatches`: a change is sent at once (buttons and menus always; form fields only with dispatch_action). */
export function fieldOf(surface, block, element, { label, labelledBy, describedBy, dispatches, optional = true }) {
  const { block_id: blockId } = block;
  const { action_id: actionId, type } = element;
  return {
    surface,
    dispatches,
    optional,
    key: `${blockId}/${actionId}`,
    /** What names the control for a screen reader, and what Playwright finds it by. */
    naming: {
      "aria-labelledby": labelledBy,
      "aria-label": labelledBy ? undefined : label,
      "aria-describedby": describedBy,
      "data-block-id": blockId,
      "data-action-id": actionId,
    },
    /** The value that the person has already given, else the element's own first one. */
    begin(first) {
      const held = surface.held(blockId, actionId);
      const value = held?.type === type ? held : { type, ...first };
      surface.hold(blockId, actionId, value);
      return value;
    },
    hold: (part) => surface.hold(blockId, actionId, { type, ...part }),
    async send(part) {
      if (element.confirm && !(await confirmed(element.confirm, surface.reader))) return { ok: false, declined: true };
      return surface.dispatch(blockId, actionId, { type, ...part });
    },
    /** Keeps a new value, and sends it where changes are sent. Undone when the person declines to confirm. */
    async change(part, undo) {
      const before = surface.held(blockId, actionId);
      this.hold(part);
      if (!dispatches) return;
      const answer = await this.send(part);
      if (!answer.declined) return;
      surface.hold(blockId, actionId, before);
      undo(before);
    },
    suggest: (query) => surface.suggest(blockId, actionId, query),
  };
}
