// Reactions under a message, and the small table to pick one from.

import { emoji, EMOJI_NAMES, QUICK, spoken } from "./emoji.js";
import { h } from "./dom.js";
import { openMenu } from "./menu.js";
import { act } from "./session.js";
import { tell } from "./topics.js";
import { workspace } from "./workspace.js";

// prettier-ignore
const COMMON = [
  ...QUICK, "+1", "tada", "rotating_light", "fire", "warning", "exclamation", "x", "heavy_check_mark", "bulb",
  "memo", "wrench", "rocket", "hourglass_flowing_sand", "bell", "mega", "red_circle", "large_yellow_circle",
  "large_green_circle",
];

const mine = (message, name) => message.reactions?.find((one) => one.name === name)?.users.includes(workspace.me);

export async function toggleReaction(channel, message, name) {
  const doing = mine(message, name) ? "unreact" : "react";
  const answer = await act(doing, { channel, ts: message.ts, name });
  if (answer.ok !== false && doing === "react") tell("reacted", name);
}

export function reactionChips(channel, message) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((reaction) => chip(channel, message, reaction)),
  );
}

function chip(channel, message, { name, count, users }) {
  const people = users.map((id) => workspace.user(id).real_name).join(", ");
  return h(
    "button",
    {
      type: "button",
      class: "reaction",
      "data-key": `reaction-${message.ts}-${name}`,
      title: people,
      "aria-pressed": String(users.includes(workspace.me)),
      "aria-label": `${spoken(name)}: ${count}, ${people}`,
      onclick: () => toggleReaction(channel, message, name),
    },
    emoji(name),
    h("span", null, String(count)),
  );
}

/** `current` gives the message as it is when the button is pressed. */
export function quickReaction(channel, current, name, extra = {}) {
  const choose = () => toggleReaction(channel, current(), name);
  return h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": `React with ${spoken(name)}`,
      title: `:${name}:`,
      onclick: choose,
      ...extra,
    },
    emoji(name),
  );
}

export function pickReaction(anchor, channel, message) {
  const picks = h("div", { class: "emoji-grid" });
  const field = h("input", {
    type: "text",
    class: "control",
    placeholder: "Find an emoji",
    "aria-label": "Find an emoji",
  });
  const menu = openMenu(anchor, [{ content: field }, { content: picks }], { label: "Add a reaction", alignEnd: true });
  const show = () => {
    const found = field.value
      ? EMOJI_NAMES.filter((name) => name.includes(field.value.toLowerCase().replace(/\s/g, "_")))
      : COMMON;
    const choose = (name) => () => (menu.hidePopover(), toggleReaction(channel, message, name));
    picks.replaceChildren(
      ...found.slice(0, 42).map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "data-choice": true,
            "aria-label": spoken(name),
            title: `:${name}:`,
            onclick: choose(name),
          },
          emoji(name),
        ),
      ),
    );
  };
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") picks.firstElementChild?.focus();
    if (event.key === "Enter") picks.firstElementChild?.click();
  });
  show();
  field.focus();
}
