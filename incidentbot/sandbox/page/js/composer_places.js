// What stands under a conversation: the composer, or why one cannot write here and what to do about it.

import { byId, h } from "./dom.js";
import { Composer } from "./composer.js";
import { act } from "./session.js";
import { workspace } from "./workspace.js";

let present;

export function showComposer(channel) {
  const kind = channel.is_archived ? "archived" : channel.is_im || channel.is_member ? "composer" : "outside";
  const name = `${workspace.me}/${channel.id}/${kind}`;
  if (present === name) return;
  present = name;
  byId("composer-place").replaceChildren(BUILD[kind](channel));
}

export const composerHere = () => byId("composer-place").querySelector("textarea");

const BUILD = {
  composer: (channel) => new Composer({ channel: channel.id, label: `Message ${workspace.title(channel.id)}` }).node,
  outside: (channel) =>
    bar(`You are looking at ${workspace.title(channel.id)} from outside.`, "Join the channel", () =>
      act("join", { channel: channel.id }),
    ),
  archived: (channel) =>
    bar(`${workspace.title(channel.id)} is archived: it can be read, not written to.`, "Unarchive", () =>
      act("unarchive", { channel: channel.id }),
    ),
};

function bar(sentence, label, doIt) {
  return h(
    "div",
    { class: "composer-bar" },
    h("p", null, sentence),
    h("button", { type: "button", class: "primary", onclick: doIt }, label),
  );
}
