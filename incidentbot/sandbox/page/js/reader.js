// How the one who reads sees people, channels and times: by name, and in their own time zone.

import { h } from "./dom.js";
import { go } from "./place.js";
import { words } from "./texts.js";
import { dateFormat, wholeMoment } from "./times.js";
import { workspace } from "./workspace.js";

export const reader = {
  zone: () => workspace.zone(),
  time: (seconds, format) => dateFormat(format, seconds, workspace.zone(), workspace.now()),
  moment: (seconds) => wholeMoment(seconds, workspace.zone()),

  person(id, fallback) {
    const user = workspace.users[id];
    const mine = id === workspace.me ? " mention-me" : "";
    return h("span", { class: `mention${mine}`, title: user?.real_name }, `@${user?.name ?? fallback ?? id}`);
  },

  channel(id, fallback) {
    const channel = workspace.channel(id);
    if (!channel) return h("span", { class: "mention" }, fallback ? `#${fallback}` : "#a private channel");
    return h(
      "button",
      { type: "button", class: "mention", onclick: () => go({ channel: id, thread: null }) },
      `#${channel.name}`,
    );
  },
};

/** mrkdwn where only words can stand: in a list, in what a screen reader says. */
export const plainWords = (text) => words({ type: "mrkdwn", text: text ?? "" }, reader);
