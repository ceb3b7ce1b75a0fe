// One message: who, when, what, its reactions and its thread. Updated in place, so that focus in it survives.

import { avatar } from "./avatars.js";
import { blockList } from "./block_list.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { image } from "./images.js";
import { messageMenu } from "./message_menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { go } from "./place.js";
import { reactionChips } from "./reactions.js";
import { act } from "./session.js";
import { surfaceOf } from "./surface.js";
import { timeOfDay, wholeMoment } from "./times.js";
import { workspace } from "./workspace.js";

/** `channel` is its conversation's id; in a thread pane the link to the thread is left out. */
export function messageView(channel, reader, { inThread }) {
  const parts = { gutter: h("div", { class: "gutter" }), body: h("div", { class: "message-body" }) };
  const more = h(
    "button",
    {
      type: "button",
      class: "icon-button message-more",
      tabindex: "-1",
      "aria-label": "Message actions",
      "aria-haspopup": "menu",
    },
    icon("more"),
  );
  const node = h("article", { class: "message", tabindex: "-1" }, parts.gutter, parts.body, more);
  let message;
  let blocks;
  more.addEventListener("click", () => messageMenu(more, channel, message));

  function content() {
    if (!message.blocks?.length) return h("div", { class: "text" }, mrkdwn(message.text ?? "", reader));
    blocks ??= blockList(
      surfaceOf({
        container: { type: "message", channel, ts: message.ts, is_ephemeral: Boolean(message.is_ephemeral) },
        reader,
        workspace,
        act,
      }),
    );
    blocks.show(message.blocks);
    return blocks.node;
  }

  function update(next, compact) {
    message = next;
    const author = workspace.user(message.user);
    node.dataset.ts = message.ts;
    node.dataset.key = message.ts;
    node.setAttribute("aria-label", `${author.real_name}, ${timeOfDay(Number(message.ts), reader.zone())}`);
    node.className = [
      "message",
      compact && "compact",
      message.is_ephemeral && "ephemeral",
      isNotice(message) && "workspace-notice",
    ]
      .filter(Boolean)
      .join(" ");
    const time = h(
      "time",
      { class: "when", title: wholeMoment(Number(message.ts), reader.zone()) },
      timeOfDay(Number(message.ts), reader.zone()),
    );
    fill(parts.gutter, compact || isNotice(message) ? time.cloneNode(true) : avatar(message.user));
    fill(
      parts.body,
      message.is_ephemeral && h("p", { class: "only-you" }, icon("lock"), "Only visible to you"),
      message.pinned && h("p", { class: "is-pinned" }, icon("pin"), "Pinned"),
      !compact && !isNotice(message) && h("p", { class: "who" }, h("b", null, author.real_name), badge(author), time),
      content(),
      message.edited && !message.blocks && h("span", { class: "edited" }, "(edited)"),
      files(message),
      reactionChips(channel, message),
      !inThread && message.reply_count > 0 && threadLink(),
    );
  }

  const threadLink = () =>
    h(
      "button",
      {
        type: "button",
        class: "thread-link",
        "data-key": `thread-${message.ts}`,
        onclick: () => go({ thread: message.ts }),
      },
      icon("reply"),
      `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`,
    );

  return { node, update, message: () => message };
}

/** What the workspace itself writes: somebody joined, the topic changed. */
const isNotice = ({ subtype }) => /^(channel|group)_/.test(subtype ?? "");

function badge(user) {
  if (user.is_bot) return h("span", { class: "badge" }, "app");
  return user.is_restricted && h("span", { class: "badge" }, "guest");
}

function files(message) {
  if (!message.files?.length) return null;
  return h(
    "ul",
    { class: "files" },
    message.files.map((file) => h("li", { class: isPicture(file) && "picture" }, isPicture(file) ? picture(file) : nameOf(file))),
  );
}

const nameOf = (file) => file.title ?? file.name;

/** What came with its content; a file beside what a person says is only a name. */
const isPicture = (file) => Boolean(file.url_private) && /^image\//.test(file.mimetype ?? "") && "alt_txt" in file;

const picture = (file) => image({ image_url: file.url_private, alt_text: file.alt_txt || nameOf(file) }, nameOf(file), { opens: true });
