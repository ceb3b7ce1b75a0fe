// Lists to choose from or to read: pinned messages, members, people to invite or write to, channels to open.

import { avatar } from "./avatars.js";
import { fill, h } from "./dom.js";
import { go } from "./place.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { openDialog, shut } from "./dialog.js";
import { plainWords, reader } from "./reader.js";
import { act } from "./session.js";
import { server } from "./server.js";
import { dateFormat } from "./times.js";
import { tell } from "./topics.js";
import { workspace } from "./workspace.js";

function listDialog(title, nodes, { search = false } = {}) {
  const list = h("ul", { class: "pick-list" });
  const body = h("div", { class: "dialog-body" });
  const show = (query) => {
    const found = nodes(query.toLowerCase(), () => shut(dialog));
    fill(list, found.length ? found : h("li", { class: "empty" }, "Nobody and nothing found."));
  };
  if (search) {
    const field = h("input", { type: "search", class: "control", placeholder: "Search", "aria-label": "Search" });
    field.addEventListener("input", () => show(field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      const first = list.querySelector("button");
      if (event.key === "Enter") first?.click();
      else first?.focus();
    });
    body.append(field);
  }
  body.append(list);
  const dialog = openDialog({ title, body, className: "dialog-small" });
  show("");
  return dialog;
}

const row = (choose, before, label, note) =>
  h(
    "li",
    null,
    h(
      "button",
      { type: "button", class: "pick", onclick: choose },
      before,
      h("span", { class: "option-text" }, label, note && h("small", null, note)),
    ),
  );

const fits = (query) => (user) => `${user.real_name} ${user.name} ${user.title ?? ""}`.toLowerCase().includes(query);

function personRow(user, choose) {
  return row(
    choose,
    avatar(user.id),
    user.real_name,
    [user.title, user.is_restricted && "guest"].filter(Boolean).join(" · "),
  );
}

export function openMembers(channel) {
  const members = () => (channel.members ?? []).map((id) => workspace.user(id));
  listDialog(`Members of #${channel.name}`, (query, close) =>
    members()
      .filter(fits(query))
      .map((user) => personRow(user, () => (close(), writeTo(user)))),
  );
}

export function openInvite(channel) {
  const others = () =>
    Object.values(workspace.users).filter((user) => !user.deleted && !channel.members?.includes(user.id));
  listDialog(
    `Invite to #${channel.name}`,
    (query, close) =>
      others()
        .filter(fits(query))
        .map((user) => personRow(user, () => (close(), act("invite", { channel: channel.id, user: user.id })))),
    { search: true },
  );
}

export function openPeople() {
  const others = () => Object.values(workspace.users).filter((user) => !user.deleted && user.id !== workspace.me);
  listDialog(
    "Write to",
    (query, close) =>
      others()
        .filter(fits(query))
        .map((user) => personRow(user, () => (close(), writeTo(user)))),
    { search: true },
  );
}

async function writeTo(user) {
  if (user.id === workspace.me) return;
  const answer = await act("open_dm", { user: user.id });
  const id = answer.channel?.id;
  if (answer.ok !== false && id) go({ channel: id, thread: null });
}

/** Every conversation that can be opened; also the quick switcher. */
export function openChannels() {
  const all = () =>
    [...workspace.channels.values()].sort((a, b) => workspace.title(a.id).localeCompare(workspace.title(b.id)));
  const note = (channel) =>
    channel.is_archived ? "archived" : channel.is_im || channel.is_member ? plainWords(channel.topic) : "not joined";
  listDialog(
    "Go to a conversation",
    (query, close) =>
      all()
        .filter((channel) => workspace.title(channel.id).toLowerCase().includes(query))
        .map((channel) =>
          row(
            () => (close(), go({ channel: channel.id, thread: null })),
            kind(channel),
            workspace.title(channel.id).replace(/^#/, ""),
            note(channel),
          ),
        ),
    { search: true },
  );
}

const kind = (channel) =>
  channel.is_im ? avatar(channel.user, "avatar-small") : icon(channel.is_private ? "lock" : "hash");

export async function openPins(channel) {
  const list = h("ul", { class: "pins" });
  const dialog = openDialog({
    title: `Pinned in ${workspace.title(channel.id)}`,
    body: h("div", { class: "dialog-body" }, list),
    className: "dialog-small",
  });
  const answer = await server.messages(channel.id, { as: workspace.me, limit: 1000 });
  const pinned = (answer.messages ?? []).filter((message) => channel.pins.includes(message.ts));
  const show = ({ ts }) => {
    shut(dialog);
    tell("open-message", { channel: channel.id, ts });
  };
  list.replaceChildren(...pinned.map((message) => pinNode(message, () => show(message))));
  if (!pinned.length)
    list.replaceChildren(h("li", { class: "empty" }, answer.message ?? "What was pinned stands further back."));
}

function pinNode(message, show) {
  const when = dateFormat("{date_short_pretty} {time}", Number(message.ts), workspace.zone(), workspace.now());
  return h(
    "li",
    null,
    h("p", { class: "who" }, h("b", null, workspace.user(message.user).real_name), h("time", null, when)),
    h("div", { class: "text" }, mrkdwn(message.text ?? "", reader)),
    h("button", { type: "button", class: "quiet", onclick: show }, "Show in the conversation"),
  );
}
