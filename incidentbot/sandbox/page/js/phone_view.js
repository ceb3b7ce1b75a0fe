// One person's telephone: how it can be reached, what came to it, keys to press and a line to write back.

import { avatar } from "./avatars.js";
import { fill, freshId, h } from "./dom.js";
import { itemView } from "./phone_items.js";
import { notice } from "./notices.js";
import { server } from "./server.js";
import { workspace } from "./workspace.js";

const SHOWN = 12;

/** { node, show(phone) }: the node stays, so that what is open stays open and what is typed stays typed. */
export function phoneView(userId) {
  const items = h("ol", { class: "phone-items" });
  const [summary, facts, empty] = [h("summary"), h("dl", { class: "phone-facts" }), h("p", { class: "note" })];
  const reply = replyForm(userId);
  const body = h("div", { class: "phone-body" }, items, empty, reply, factsFold(facts));
  const node = h("details", { class: "phone", "data-user": userId }, summary, body);
  node.open = userId === workspace.me;
  return { node, show };

  function show(phone) {
    const name = workspace.user(userId).real_name;
    fill(summary, avatar(userId, "avatar-small"), h("b", null, name), h("span", { class: "phone-state" }, stateOf(phone)));
    node.classList.toggle("rings", stateOf(phone) === "rings");
    empty.textContent = phone.items.length ? "" : "Nothing has come here yet.";
    empty.hidden = phone.items.length > 0;
    reply.hidden = !phone.items.some(({ kind, is_mine: mine }) => kind === "sms" && !mine);
    fill(items, latest(phone).map((item) => itemView(userId, item, press)));
    fill(facts, ...factsOf(phone));
  }

  async function press(doing, details, button) {
    button.setAttribute("aria-busy", "true");
    const answer = await server.act(userId, doing, details);
    button.removeAttribute("aria-busy");
    if (answer.ok === false) notice(answer.message);
  }
}

const live = ({ state }) => ["ringing", "talking", "sounding"].includes(state);

/** The newest on top; what still rings or talks above everything. */
function latest(phone) {
  const newest = [...phone.items].reverse();
  return [...newest.filter(live), ...newest.filter((item) => !live(item))].slice(0, SHOWN);
}

function stateOf(phone) {
  if (phone.items.some(({ state }) => state === "talking")) return "in a call";
  if (phone.items.some(({ state }) => state === "ringing" || state === "sounding")) return "rings";
  const { length } = phone.items;
  return length ? `${length} ${length === 1 ? "thing" : "things"} came` : "";
}

function factsFold(facts) {
  return h("details", { class: "fold" }, h("summary", null, "How it can be reached"), facts);
}

const factsOf = (phone) =>
  [
    ["SMS and calls", phone.number],
    ["ntfy topic", phone.topic],
    ["Pushover key", phone.pushover],
    ["E-mail", phone.email],
    ["Webhook", phone.webhook],
  ].map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value)));

function replyForm(userId) {
  const field = h("input", { id: freshId("sms"), class: "control", autocomplete: "off", placeholder: "4812" });
  const send = h("button", { type: "submit" }, "Send");
  const label = h("label", { for: field.id }, "Write back by SMS");
  const form = h("form", { class: "phone-reply", hidden: true }, label, h("div", null, field, send));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value;
    if (!text.trim()) return field.focus();
    send.setAttribute("aria-busy", "true");
    const answer = await server.act(userId, "reply_sms", { text });
    send.removeAttribute("aria-busy");
    if (answer.ok === false) return notice(answer.message);
    field.value = "";
  });
  return form;
}
