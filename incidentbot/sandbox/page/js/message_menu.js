// What can be done with a message: the toolbar that comes with hover or focus, and the ⋯ menu.

import { h } from "./dom.js";
import { QUICK } from "./emoji.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { announce } from "./notices.js";
import { go } from "./place.js";
import { pickReaction, quickReaction } from "./reactions.js";
import { act } from "./session.js";
import { tell } from "./topics.js";
import { workspace } from "./workspace.js";

export function messageMenu(anchor, channel, message) {
  if (message.is_ephemeral) return openMenu(anchor, [copyItem(message)], { label: "Message actions", alignEnd: true });
  const quick = h(
    "div",
    { class: "quick-row" },
    QUICK.map((name) => quickInMenu(channel, message, name)),
  );
  const items = [
    { content: quick },
    { label: "Add another reaction…", icon: "smile", choose: () => pickReaction(anchor, channel, message) },
    { label: "Reply in thread", icon: "reply", choose: () => openThread(message) },
    message.pinned
      ? { label: "Unpin", icon: "pin", choose: () => act("unpin", { channel, ts: message.ts }) }
      : { label: "Pin to the conversation", icon: "pin", choose: () => pin(channel, message) },
    copyItem(message),
    ...shortcutItems(channel, message),
  ];
  return openMenu(anchor, items, { label: "Message actions", alignEnd: true });
}

function quickInMenu(channel, message, name) {
  const button = quickReaction(channel, () => message, name, { "data-choice": true, tabindex: "-1" });
  button.addEventListener("click", () => button.closest("[popover]").hidePopover());
  return button;
}

const copyItem = (message) => ({
  label: "Copy text",
  icon: "archive",
  choose: async () => {
    await navigator.clipboard.writeText(message.text ?? "");
    announce("Copied.");
  },
});

function shortcutItems(channel, message) {
  const shortcuts = workspace.bot.shortcuts.filter((shortcut) => shortcut.type === "message");
  const run = ({ callback_id }) => act("shortcut", { callback_id, channel, message_ts: message.ts });
  if (!shortcuts.length) return [];
  return [
    { heading: "Incidentbot" },
    ...shortcuts.map((one) => ({ label: one.name, icon: "bolt", choose: () => run(one) })),
  ];
}

export const openThread = (message) => go({ thread: message.thread_ts ?? message.ts });

export async function pin(channel, message) {
  const answer = await act("pin", { channel, ts: message.ts });
  if (answer.ok !== false) tell("pinned");
}

/** The toolbar of one message; there is only one on the page, and it moves to where the reader is. `current` gives the
 *  message as it is when a button is pressed. */
export function messageToolbar(channel, current) {
  const button = (name, label, press, extra) =>
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": label,
        title: label,
        onclick: (event) => press(event.currentTarget),
        ...extra,
      },
      icon(name),
    );
  return h(
    "div",
    { class: "message-toolbar", role: "toolbar", "aria-label": "Message actions" },
    QUICK.map((name) => quickReaction(channel, current, name)),
    button("smile", "Add another reaction", (anchor) => pickReaction(anchor, channel, current()), {
      "aria-haspopup": "menu",
    }),
    button("reply", "Reply in thread", () => openThread(current())),
    button("more", "More actions", (anchor) => messageMenu(anchor, channel, current()), { "aria-haspopup": "menu" }),
  );
}
