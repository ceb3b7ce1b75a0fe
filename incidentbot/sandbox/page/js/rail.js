// The left rail: Incidentbot's Home, the channels and the direct messages of the present persona.

import { avatar } from "./avatars.js";
import { byId, fill, h } from "./dom.js";
import { createChannel } from "./channel_actions.js";
import { go, HOME, place } from "./place.js";
import { icon } from "./icons.js";
import { kindIcon } from "./channel_header.js";
import { on } from "./topics.js";
import { openChannels, openPeople } from "./channel_dialogs.js";
import { workspace } from "./workspace.js";

export function startRail() {
  on("loaded channels place bot", showRail);
  byId("rail").addEventListener("keydown", walk);
}

function showRail() {
  if (!workspace.loaded) return;
  document.title = `${place.channel === HOME ? "Home" : workspace.title(place.channel)} · Incidentbot sandbox`;
  fill(
    byId("rail-items"),
    section("App", null, [homeItem()]),
    section(
      "Channels",
      [add("Find a channel", "search", openChannels), add("New channel", "plus", createChannel)],
      channelsShown().map(channelItem),
    ),
    section("Direct messages", [add("Write to somebody", "plus", openPeople)], directMessages().map(channelItem)),
  );
}

const byTitle = (a, b) => workspace.title(a.id).localeCompare(workspace.title(b.id));

/** What the rail shows, in its order: also the order of Alt+↑ and Alt+↓. */
export const channelsShown = () =>
  [...workspace.channels.values()].filter((c) => !c.is_im && shownInRail(c)).sort(byTitle);
export const directMessages = () => [...workspace.channels.values()].filter((c) => c.is_im).sort(byTitle);

// An archived channel leaves the rail unless it is open, so that one is not thrown out while reading.
const shownInRail = (channel) => channel.id === place.channel || (channel.is_member && !channel.is_archived);

function section(title, buttons, items) {
  return h(
    "section",
    { class: "rail-section", "aria-label": title },
    h("header", null, h("h2", null, title), buttons),
    items.length
      ? h(
          "ul",
          null,
          items.map((item) => h("li", null, item)),
        )
      : h("p", { class: "empty" }, "None yet"),
  );
}

const add = (label, picture, doIt) =>
  h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, "data-key": label, onclick: doIt },
    icon(picture),
  );

function item(id, before, label, { unread = 0, faded = false } = {}) {
  const here = place.channel === id;
  const classes = ["rail-item", unread > 0 && !here && "has-unread", faded && "faded"].filter(Boolean).join(" ");
  const count = unread > 0 && !here && h("span", { class: "count", "aria-label": `${unread} new` }, String(unread));
  return h(
    "button",
    {
      type: "button",
      class: classes,
      "data-key": id,
      "data-channel": id,
      "aria-current": here ? "page" : null,
      onclick: () => go({ channel: id, thread: null }),
    },
    before,
    h("span", { class: "rail-name" }, label),
    count,
  );
}

const homeItem = () => item(HOME, icon("home"), "Incidentbot Home");

function channelItem(channel) {
  const before = channel.is_im ? avatar(channel.user, "avatar-small") : kindIcon(channel);
  return item(channel.id, before, workspace.title(channel.id).replace(/^#/, ""), {
    unread: channel.unread,
    faded: channel.is_archived || !(channel.is_member || channel.is_im),
  });
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.altKey || !event.target.matches(".rail-item")) return;
  const all = [...byId("rail").querySelectorAll(".rail-item")];
  event.preventDefault();
  all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
}
