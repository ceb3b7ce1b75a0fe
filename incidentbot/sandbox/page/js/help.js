// The ? dialog: what this place is, and every keyboard shortcut.

import { h } from "./dom.js";
import { openDialog, shut } from "./dialog.js";

const SHORTCUTS = [
  [
    "Anywhere",
    [
      ["?", "This help"],
      ["/", "Go to the message field and begin a command"],
      ["Ctrl K", "Go to a conversation"],
      ["Alt ↑ · Alt ↓", "The conversation above or below"],
      ["Alt P", "Be somebody else"],
      ["Alt B", "Behind the scenes: clock, telephones, faults"],
      ["Esc", "Close what is on top: menu, form, drawer, thread"],
    ],
  ],
  [
    "While writing",
    [
      ["Enter", "Send; Shift Enter begins a new line"],
      ["/ · @ · #", "Complete a command, a person, a channel: ↑ ↓ to choose, Tab or Enter to take"],
      ["↑", "In an empty field: go to the newest message"],
    ],
  ],
  [
    "In a form",
    [
      ["Ctrl Enter", "Send it, from any field"],
      ["Esc", "Cancel; ↑ ↓ Enter choose from a list"],
    ],
  ],
  [
    "On a message",
    [
      ["↑ · ↓", "The message above or below; Home and End for the first and last"],
      ["Enter or M", "Everything that can be done with it"],
      ["R", "Reply in its thread"],
      ["P", "Put 📌 on it, or take it off"],
    ],
  ],
];

export function openHelp() {
  const close = h("button", { type: "submit", class: "primary" }, "Close");
  const dialog = openDialog({
    title: "Help",
    body: h(
      "div",
      { class: "dialog-body help" },
      h(
        "p",
        null,
        "This is a practice workspace on this computer. It is not Slack: it only speaks the same language to the bot, so that you can try everything without an account.",
      ),
      SHORTCUTS.map(group),
    ),
    footer: h("footer", { class: "dialog-foot" }, close),
    onsubmit: () => shut(dialog),
  });
}

const group = ([title, keys]) =>
  h(
    "section",
    null,
    h("h3", null, title),
    h(
      "dl",
      null,
      keys.map(([key, what]) => h("div", null, h("dt", null, key.split(" · ").flatMap(keyNodes)), h("dd", null, what))),
    ),
  );

const keyNodes = (chord, index) => [index > 0 && " ", h("kbd", null, chord)];
