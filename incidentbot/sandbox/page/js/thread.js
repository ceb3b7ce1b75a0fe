// The thread pane: one message and its replies.

import { byId, h } from "./dom.js";
import { Composer } from "./composer.js";
import { MessageList } from "./message_list.js";
import { go, place } from "./place.js";
import { on } from "./topics.js";
import { reader } from "./reader.js";
import { Timeline } from "./timeline.js";
import { workspace } from "./workspace.js";

let timeline;
let list;

async function openThread() {
  const pane = byId("thread");
  const wanted = workspace.loaded && place.thread && workspace.channel(place.channel);
  pane.hidden = !wanted;
  if (!wanted) return closeThread();
  const mine = (timeline = new Timeline(place.channel, place.thread));
  list = new MessageList(byId("thread-messages"), place.channel, reader, { inThread: true });
  byId("thread-where").textContent = workspace.title(place.channel);
  const composer = new Composer({ channel: place.channel, thread: place.thread, label: "Reply in the thread" });
  byId("thread-composer").replaceChildren(composer.node);
  const answer = await mine.load();
  if (mine !== timeline) return;
  if (answer.ok === false) return byId("thread-messages").replaceChildren(h("p", { class: "empty" }, answer.message));
  show();
  list.toEnd();
  composer.focus();
}

function closeThread() {
  timeline = list = undefined;
  byId("thread-composer").replaceChildren();
}

function show() {
  const messages = timeline.inOrder();
  if (messages.length) return list.show(messages);
  return byId("thread-messages").replaceChildren(h("p", { class: "empty" }, "This message is no longer there."));
}

function arrived(event) {
  if (!timeline?.concerns(event)) return;
  timeline.put(event.message);
  if (!timeline.loaded) return;
  show();
  if (event.message.user === workspace.me) list.toEnd();
}

export function startThread() {
  on("loaded", openThread);
  on("place", (before) => (before.thread !== place.thread || before.channel !== place.channel) && openThread());
  on("message message_changed", arrived);
  on("message_deleted", ({ channel, ts }) => {
    if (timeline?.channel !== channel) return;
    timeline.remove(ts);
    if (timeline.loaded) show();
  });
  byId("close-thread").addEventListener("click", () => leaveThread());
}

export function leaveThread() {
  const ts = place.thread;
  go({ thread: null });
  document.querySelector(`#messages [data-ts="${CSS.escape(ts)}"]`)?.focus();
}
