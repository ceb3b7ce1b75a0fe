// The guided first minute: three things to try, each ticked off when it was done. Dismissed once, it stays away.

import { byId, h } from "./dom.js";
import { composerHere } from "./composer_places.js";
import { emoji } from "./emoji.js";
import { go, place } from "./place.js";
import { icon } from "./icons.js";
import { on } from "./topics.js";
import { openPersonas } from "./persona.js";
import { announce } from "./notices.js";
import { workspace } from "./workspace.js";

const KEPT = "incidentbot-sandbox-guide";
const DECLARE = "/incident declare checkout is down";
const state = { done: [], folded: false, dismissed: false, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };

const SHOW = { declare: typeForMe, pin: takeToMessage, persona: openPersonas };

export function startGuide() {
  byId("guide-pin").append(emoji("pushpin"));
  byId("guide-fold").append(icon("down"));
  byId("guide-dismiss").append(icon("close"));
  byId("guide-fold").addEventListener("click", () => keep({ folded: !state.folded }));
  byId("guide-dismiss").addEventListener("click", dismiss);
  for (const item of steps()) item.querySelector("button").addEventListener("click", SHOW[item.dataset.step]);
  on("sent", ({ text }) => /^\/inc(ident)?\s+(declare|new|open)\b/.test(text) && done("declare"));
  on("reacted", (name) => name === "pushpin" && done("pin"));
  on("pinned", () => done("pin"));
  on("persona-switched", () => done("persona"));
  show();
}

const steps = () => [...byId("guide-steps").children];

function keep(change) {
  Object.assign(state, change);
  localStorage.setItem(KEPT, JSON.stringify(state));
  show();
}

function done(step) {
  if (state.done.includes(step) || state.dismissed) return;
  // On a small window the guide makes room once the first thing has worked.
  const folded = state.folded || matchMedia("(max-width: 760px)").matches;
  keep({ done: [...state.done, step], folded });
  announce(`Done: ${state.done.length} of ${steps().length} things to try.`);
}

function dismiss() {
  keep({ dismissed: true });
  composerHere()?.focus();
}

function show() {
  byId("guide").hidden = state.dismissed;
  byId("guide").classList.toggle("folded", state.folded);
  byId("guide-fold").setAttribute("aria-expanded", String(!state.folded));
  byId("guide-fold").setAttribute("aria-label", state.folded ? "Unfold the guide" : "Fold the guide");
  for (const item of steps()) {
    const ticked = state.done.includes(item.dataset.step);
    item.classList.toggle("done", ticked);
    item.querySelector(".tick").replaceChildren(...(ticked ? [icon("check")] : []));
    item.querySelector(".unseen")?.remove();
    if (ticked) item.querySelector("h3").append(h("span", { class: "unseen" }, " (done)"));
  }
  const all = state.done.length === steps().length;
  byId("guide-title").textContent = all ? "That was your first minute" : "Three things to try first";
  byId("guide-progress").textContent = all ? "" : `${state.done.length} of ${steps().length} done`;
}

function typeForMe() {
  const incidents = [...workspace.channels.values()].find(
    (channel) => channel.name === "incidents" && channel.is_member,
  );
  if (incidents && (place.channel !== incidents.id || place.thread)) go({ channel: incidents.id, thread: null });
  const field = composerHere();
  if (!field) return;
  field.value = DECLARE;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function takeToMessage() {
  const messages = document.querySelectorAll("#messages .message:not(.ephemeral)");
  const target = messages[messages.length - 1] ?? composerHere();
  target?.focus();
}
