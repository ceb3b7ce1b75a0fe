// The middle of the page: one conversation, kept at its newest message, with its composer.

import { announce, notice } from "./notices.js";
import { byId, h } from "./dom.js";
import { channelHeader } from "./channel_header.js";
import { earlierButton, MessageList } from "./message_list.js";
import { asked, go, HOME, place } from "./place.js";
import { icon } from "./icons.js";
import { act } from "./session.js";
import { on } from "./topics.js";
import { plainWords, reader } from "./reader.js";
import { showComposer } from "./composer_places.js";
import { Timeline } from "./timeline.js";
import { workspace } from "./workspace.js";

const READ_AFTER = 300; // milliseconds

let timeline;
let list;

/** Opens what the address asks for, or the first conversation there is. */
export async function openConversation() {
  if (!workspace.loaded || place.channel === HOME) return;
  const channel = workspace.channel(place.channel) ?? firstChannel();
  if (!channel) return showNothing();
  if (channel.id !== place.channel) return go({ channel: channel.id, thread: null }, { replace: true });
  const unread = channel.unread ?? 0;
  const mine = (timeline = new Timeline(channel.id));
  list = new MessageList(byId("messages"), channel.id, reader);
  byId("messages").setAttribute("aria-busy", "true");
  channelHeader(channel);
  showComposer(channel);
  const answer = await mine.load();
  if (mine !== timeline) return;
  byId("messages").setAttribute("aria-busy", "false");
  if (answer.ok === false) return showProblem(answer.message);
  list.firstUnread = unread > 0 ? timeline.inOrder().at(-unread)?.ts : null;
  show();
  list.toEnd();
  markRead();
  if (asked.ts) reveal();
}

/** Brings the message that was asked for into view, going back as far as it takes. */
async function reveal() {
  const { ts } = asked;
  asked.ts = null;
  const mine = timeline;
  while (!mine.messages.has(ts) && mine.hasMore && (await loadEarlier()));
  if (mine !== timeline) return;
  if (!list.focusOn(ts)) notice("That message is not in this conversation any more, or it stands in a thread.");
}

function openMessage({ channel, ts, thread }) {
  if (thread) return go({ channel, thread });
  asked.ts = ts;
  if (channel === place.channel && timeline?.loaded) reveal();
  else go({ channel, thread: null });
}

function firstChannel() {
  const all = [...workspace.channels.values()];
  return all.find((c) => c.name === "incidents" && c.is_member) ?? all.find((c) => c.is_member) ?? all[0];
}

function show(options = {}) {
  const messages = timeline.inOrder();
  const before = [timeline.hasMore ? earlierButton(loadEarlier) : beginning()];
  return list.show(messages, { before, ...options });
}

async function loadEarlier() {
  const mine = timeline;
  const answer = await mine.loadEarlier();
  if (mine !== timeline) return false;
  if (answer.ok === false) notice(answer.message);
  else show({ keepPlace: true });
  return answer.ok !== false;
}

function beginning() {
  const channel = workspace.channel(place.channel);
  const what = channel.is_im ? "Only you two see what is written here." : channel.purpose || channel.topic || "";
  return list.kept("beginning", () =>
    h(
      "div",
      { class: "beginning" },
      h("p", { class: "beginning-title" }, `This is the beginning of ${workspace.title(channel.id)}`),
      what && h("p", null, what),
    ),
  );
}

function showNothing() {
  byId("messages").replaceChildren(h("p", { class: "empty" }, "There is no conversation yet that you can see."));
}

function showProblem(sentence) {
  const again = h("button", { type: "button", onclick: openConversation }, "Try again");
  byId("messages").replaceChildren(h("div", { class: "empty" }, h("p", null, sentence), again));
}

const marking = new Set();
/** Tells the server, a few times a second at most, that what is on the page has been read. */
function markRead() {
  const { channel } = timeline;
  if (document.hidden || marking.has(channel)) return;
  marking.add(channel);
  setTimeout(() => {
    marking.delete(channel);
    act("open_channel", { channel }, { quiet: true });
  }, READ_AFTER);
}

function arrived(event) {
  if (!timeline?.concerns(event)) return;
  const isNew = !timeline.messages.has(event.message.ts);
  timeline.put(event.message);
  if (!timeline.loaded) return;
  const own = event.message.user === workspace.me;
  const seen = show();
  if (own) list.toEnd();
  else if (isNew) tellOf(event.message, seen);
  if (isNew) markRead();
}

function tellOf(message, seen) {
  const what = message.text ? plainWords(message.text) : "a message";
  announce(`${workspace.user(message.user).real_name}: ${what}`);
  byId("to-newest").hidden = seen;
}

function changed(event) {
  if (!timeline?.concerns(event)) return;
  const isKnown = timeline.messages.has(event.message.ts) || !timeline.loaded;
  if (isKnown) timeline.put(event.message);
  if (timeline.loaded) show();
}

function deleted({ channel, ts }) {
  if (timeline?.channel !== channel) return;
  timeline.remove(ts);
  if (timeline.loaded) show();
}

export function startConversation() {
  on("loaded", openConversation);
  on("place", (before) => before.channel !== place.channel && openConversation());
  on("open-message", openMessage);
  on("message", arrived);
  on("message_changed", changed);
  on("message_deleted", deleted);
  on("channels", (id) => {
    const channel = workspace.channel(place.channel);
    if (id && id !== place.channel) return;
    if (channel) (channelHeader(channel), showComposer(channel));
  });
  document.addEventListener("visibilitychange", () => timeline?.loaded && markRead());
  const newest = byId("to-newest");
  newest.prepend(icon("down"));
  newest.addEventListener("click", () => list.toEnd());
  byId("messages").addEventListener("scroll", () => list?.atEnd() && (newest.hidden = true), { passive: true });
}
