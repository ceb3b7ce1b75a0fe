// The top of a conversation: its name and topic, its bookmarks, its pins, and what can be done with it.

import { byId, fill, h } from "./dom.js";
import { channelActions } from "./channel_actions.js";
import { icon } from "./icons.js";
import { link } from "./links.js";
import { mrkdwn } from "./mrkdwn.js";
import { openMembers, openPins } from "./channel_dialogs.js";
import { openMenu } from "./menu.js";
import { reader } from "./reader.js";
import { workspace } from "./workspace.js";

export function channelHeader(channel) {
  fill(
    byId("conversation-title"),
    kindIcon(channel),
    h("span", { class: "title-name" }, workspace.title(channel.id).replace(/^#/, "")),
    channel.is_archived && h("span", { class: "badge" }, "archived"),
  );
  byId("conversation-topic").replaceChildren(
    ...(channel.is_im ? [workspace.user(channel.user).title ?? ""] : mrkdwn(channel.topic ?? "", reader)),
  );
  fill(byId("conversation-actions"), !channel.is_im && membersButton(channel), !channel.is_im && moreButton(channel));
  const bar = byId("channel-bar");
  fill(bar, pinsButton(channel), (channel.bookmarks ?? []).map(bookmark));
  bar.hidden = !bar.childElementCount;
}

export const kindIcon = (channel) => icon(channel.is_im ? "people" : channel.is_private ? "lock" : "hash");

function membersButton(channel) {
  const count = channel.members?.length ?? 0;
  return h(
    "button",
    {
      type: "button",
      class: "quiet",
      "data-key": "members",
      "aria-label": `${count} members`,
      title: "Members",
      onclick: () => openMembers(channel),
    },
    icon("people"),
    String(count),
  );
}

function moreButton(channel) {
  const open = (event) => openMenu(event.currentTarget, channelActions(channel), { label: "Channel", alignEnd: true });
  return h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "data-key": "channel-more",
      "aria-label": "Channel actions",
      title: "Channel actions",
      "aria-haspopup": "menu",
      onclick: open,
    },
    icon("more"),
  );
}

function pinsButton(channel) {
  const count = channel.pins?.length ?? 0;
  return (
    count > 0 &&
    h(
      "button",
      { type: "button", class: "bar-item", "data-key": "pins", onclick: () => openPins(channel) },
      icon("pin"),
      `${count} pinned`,
    )
  );
}

function bookmark({ title, link: address, emoji }) {
  const label = mrkdwn(emoji ? `${emoji} ` : "", reader);
  return h("span", { class: "bar-item" }, link(address ?? "", label.length ? label : icon("bookmark"), title));
}
