// What came to a telephone: a call with its keys, a text, a push with its buttons, a letter.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { link } from "./links.js";
import { timeOfDay } from "./times.js";
import { workspace } from "./workspace.js";

const KINDS = { call: ["phone", "Call"], sms: ["chat", "SMS"], push: ["bell", "Push"], mail: ["mail", "E-mail"], webhook: ["bolt", "Webhook"] };
const PROVIDERS = { ntfy: "ntfy", pushover: "Pushover", twilio_sms: "Twilio", vonage_sms: "Vonage", twilio_voice: "Twilio" };
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const MEANING = { 4: "acknowledge", 6: "escalate" };
const ADDRESS = /https?:\/\/[^\s<>"]+/g;
const seen = new Map(); // an item as it was → its node, so that what has not changed keeps its focus and its fold

/** `press(doing, details, button)` acts as the telephone's owner. */
export function itemView(userId, item, press) {
  const key = `${userId} ${item.id}`;
  const written = JSON.stringify(item);
  if (seen.get(key)?.written !== written) seen.set(key, { written, node: build(item, press) });
  return seen.get(key).node;
}

const build = (item, press) =>
  h(
    "li",
    { class: `phone-item is-${item.kind} is-${item.state}${item.is_mine ? " is-mine" : ""}`, "data-item": item.id },
    head(item),
    WAYS[item.kind](item, press),
  );

function head({ kind, provider, at, state, sender, is_mine: mine }) {
  const [picture, name] = KINDS[kind];
  const by = PROVIDERS[provider] ? ` by ${PROVIDERS[provider]}` : "";
  const about = [mine ? "SMS sent" : name + by, kind === "call" && state, kind === "mail" && `from ${sender}`, kind === "webhook" && "its signature holds"];
  return h(
    "p",
    { class: "phone-head" },
    icon(picture),
    h("span", null, about.filter(Boolean).join(" · ")),
    h("time", null, timeOfDay(Date.parse(at) / 1000, workspace.zone())),
  );
}

function call(item, press) {
  const act = (doing, value) => (event) => press(doing, { item: item.id, value }, event.currentTarget);
  const button = (words, doing, more) =>
    h("button", { type: "button", "data-key": `${item.id} ${doing}`, onclick: act(doing), ...more }, words);
  const words = item.lines.map((line) => h("li", { class: /^\[.\]$/.test(line) ? "pressed" : null }, line));
  return [
    item.state === "ringing" && h("p", { class: "phone-title" }, `Incoming call from ${item.sender}`),
    item.lines.length > 0 && h("ol", { class: "phone-words", "aria-label": "What was said" }, words),
    item.state === "ringing" &&
      h(
        "div",
        { class: "button-row" },
        button("Answer", "answer", { class: "primary answer" }),
        button("Decline", "hang_up", { class: "danger" }),
      ),
    item.state === "talking" && keypad(item, act),
    item.state === "talking" && button("Hang up", "hang_up", { class: "danger" }),
  ];
}

const keypad = (item, act) =>
  h(
    "div",
    { class: "keypad", role: "group", "aria-label": "Keys" },
    KEYS.map((key) =>
      h(
        "button",
        {
          type: "button",
          class: MEANING[key] ? "has-meaning" : null,
          "data-key": `${item.id} key ${key}`,
          "aria-label": MEANING[key] ? `${key}: ${MEANING[key]}` : key,
          onclick: act("digit", key),
        },
        key,
        MEANING[key] && h("small", null, MEANING[key]),
      ),
    ),
  );

const message = (item, press) => [
  item.title && h("p", { class: "phone-title" }, item.title),
  item.text && h("p", { class: "phone-text" }, linked(item.text)),
  item.lines.length > 0 && h("p", { class: "note" }, item.lines[item.lines.length - 1]),
  item.buttons.length > 0 &&
    h(
      "div",
      { class: "button-row" },
      item.buttons.map((label, place) =>
        h(
          "button",
          {
            type: "button",
            class: place ? null : "primary",
            "data-key": `${item.id} ${label}`,
            onclick: (event) => press("push_action", { item: item.id, value: label }, event.currentTarget),
          },
          label,
        ),
      ),
    ),
];

const mail = (item) =>
  h("details", { class: "letter" }, h("summary", null, item.title || "(no subject)"), h("p", { class: "phone-text" }, linked(item.text)));

const webhook = (item, press) => [
  ...message(item, press),
  h("details", { class: "fold raw" }, h("summary", null, "The whole request"), h("pre", { tabindex: "0", "aria-label": "The whole request" }, item.raw)),
];

const WAYS = { call, mail, webhook, sms: message, push: message };

/** Addresses in a text can be followed. */
function linked(text) {
  const parts = [];
  let at = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    parts.push(text.slice(at, index), link(address, address));
    at = index + address.length;
  }
  return [...parts, text.slice(at)];
}
