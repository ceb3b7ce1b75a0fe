// A list of messages with day headings: aligned to the newest state, walked through by arrow keys.

import { align, h } from "./dom.js";
import { icon } from "./icons.js";
import { messageMenu, messageToolbar, openThread } from "./message_menu.js";
import { messageView } from "./message_view.js";
import { toggleReaction } from "./reactions.js";
import { dayHeading, dayOf } from "./times.js";
import { workspace } from "./workspace.js";

const TOGETHER = 5 * 60; // seconds within which messages of one author stand under one name
const NEAR_END = 80; // pixels

export class MessageList {
  /** `place` is the scrolling element; `reader` shows names and times. */
  constructor(place, channel, reader, { inThread = false } = {}) {
    Object.assign(this, { place, channel, reader, inThread, views: new Map(), firstUnread: null, shown: [] });
    this.rows = h("div", { class: "rows" });
    place.replaceChildren(this.rows);
    this.rows.addEventListener("keydown", (event) => this.key(event));
    this.rows.addEventListener("focusin", (event) => this.visit(event.target.closest(".message")));
    this.rows.addEventListener("pointerover", (event) => this.visit(event.target.closest(".message")));
    this.rows.addEventListener("pointerleave", () => this.leave());
  }

  show(messages, { before = [], keepPlace = false } = {}) {
    const atEnd = this.atEnd();
    const height = this.place.scrollHeight;
    this.shown = messages;
    for (const ts of this.views.keys()) if (!messages.some((message) => message.ts === ts)) this.views.delete(ts);
    align(this.rows, [...before, ...this.withHeadings(messages)]);
    this.oneTabStop();
    if (keepPlace) this.place.scrollTop += this.place.scrollHeight - height;
    else if (atEnd) this.toEnd();
    return atEnd;
  }

  withHeadings(messages) {
    const zone = this.reader.zone();
    return messages.flatMap((message, index) => {
      const previous = messages[index - 1];
      const newDay = !previous || dayOf(Number(previous.ts), zone) !== dayOf(Number(message.ts), zone);
      const isFirstUnread = message.ts === this.firstUnread;
      const view = this.view(message, !newDay && !isFirstUnread && together(previous, message));
      return [newDay && this.heading(message, zone), isFirstUnread && this.unreadLine(), view.node].filter(Boolean);
    });
  }

  heading(message, zone) {
    return this.kept(`day-${dayOf(Number(message.ts), zone)}`, () =>
      h("p", { class: "day" }, h("span", null, dayHeading(Number(message.ts), zone, workspace.now()))),
    );
  }

  unreadLine() {
    return this.kept("unread", () => h("p", { class: "day unread" }, h("span", null, "New")));
  }

  /** Headings are kept between showings, as messages are, so that aligning moves nothing. */
  kept(key, build) {
    this.headings ??= new Map();
    if (!this.headings.has(key)) this.headings.set(key, build());
    return this.headings.get(key);
  }

  view(message, compact) {
    let entry = this.views.get(message.ts);
    if (!entry) this.views.set(message.ts, (entry = { view: messageView(this.channel, this.reader, this) }));
    if (entry.message !== message || entry.compact !== compact) entry.view.update(message, compact);
    Object.assign(entry, { message, compact });
    return entry.view;
  }

  atEnd() {
    return this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < NEAR_END;
  }

  toEnd() {
    this.place.scrollTop = this.place.scrollHeight;
  }

  nodes() {
    return [...this.rows.querySelectorAll(".message")];
  }

  oneTabStop() {
    const nodes = this.nodes();
    if (!nodes.some((node) => node.tabIndex === 0) && nodes.length) nodes.at(-1).tabIndex = 0;
  }

  visit(node) {
    if (!node || node === this.visited || this.toolbar?.contains(document.activeElement)) return;
    this.leave();
    const message = this.views.get(node.dataset.ts)?.message;
    if (this.toolbar || !message || message.is_ephemeral) return; // it stays while its menu is open
    this.visited = node;
    this.toolbar = messageToolbar(this.channel, () => this.views.get(node.dataset.ts).message);
    node.append(this.toolbar);
  }

  leave() {
    if (this.toolbar?.contains(document.activeElement) || this.toolbar?.querySelector("[aria-expanded=true]")) return;
    this.toolbar?.remove();
    this.visited = this.toolbar = undefined;
  }

  key(event) {
    const node = event.target;
    if (!node.matches(".message") || event.ctrlKey || event.metaKey || event.altKey) return;
    const message = this.views.get(node.dataset.ts).message;
    const act = this.keys(node, message)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  keys(node, message) {
    const menu = () => messageMenu(node, this.channel, message);
    const own = {
      ArrowUp: () => this.step(node, -1),
      ArrowDown: () => this.step(node, 1),
      Home: () => this.step(node, -Infinity),
      End: () => this.step(node, Infinity),
      Enter: menu,
      m: menu,
    };
    if (message.is_ephemeral) return own;
    return { ...own, r: () => openThread(message), p: () => toggleReaction(this.channel, message, "pushpin") };
  }

  focusOn(ts) {
    const node = this.views.get(ts)?.view.node;
    node?.scrollIntoView({ block: "center" });
    node?.focus({ preventScroll: true });
    return Boolean(node);
  }

  step(from, by) {
    const nodes = this.nodes();
    const to = nodes[Math.min(Math.max(nodes.indexOf(from) + by, 0), nodes.length - 1)];
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
    to.scrollIntoView({ block: "nearest" });
  }
}

function together(previous, message) {
  return (
    previous.user === message.user &&
    !previous.subtype &&
    !message.subtype &&
    !message.is_ephemeral &&
    !previous.is_ephemeral &&
    Number(message.ts) - Number(previous.ts) < TOGETHER
  );
}

export const earlierButton = (load) =>
  h("button", { type: "button", class: "earlier", onclick: load }, icon("down"), "Show earlier messages");
