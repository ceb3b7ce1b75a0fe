// The telephones in the side panel: everybody's, one's own first. What rings opens by itself and says so at the top.

import { announce } from "./notices.js";
import { byId, fill } from "./dom.js";
import { icon } from "./icons.js";
import { on } from "./topics.js";
import { phoneView } from "./phone_view.js";
import { ring, startRingSound } from "./ring_sound.js";
import { openPanel } from "./drawers.js";
import { workspace } from "./workspace.js";

const views = new Map(); // by the owner's id
let sounding = "";

export function startPhones() {
  startRingSound();
  byId("ringing").addEventListener("click", toRinging);
  on("loaded", showAll);
  on("phone", showOne);
}

function showAll() {
  const mine = (phone) => (phone.user === workspace.me ? 0 : 1);
  const order = [...workspace.phones.values()].sort((a, b) => mine(a) - mine(b));
  fill(byId("phones"), order.map(viewOf));
  showRinging();
}

function viewOf(phone) {
  if (!views.has(phone.user)) views.set(phone.user, phoneView(phone.user));
  const view = views.get(phone.user);
  view.show(phone);
  return view.node;
}

function showOne(phone) {
  if (!views.has(phone.user)) return showAll();
  views.get(phone.user).show(phone);
  showRinging();
}

const rings = (phone) => phone.items.some(({ state }) => state === "ringing" || state === "sounding");

/** Said once for each telephone that begins to ring; the button at the top leads there. */
function showRinging() {
  const ringing = [...workspace.phones.values()].filter(rings).map((phone) => phone.user);
  const names = ringing.map((id) => workspace.user(id).real_name);
  const words = names.length > 1 ? `${names.length} telephones ring` : `${names[0]}’s telephone rings`;
  byId("ringing").hidden = !ringing.length;
  fill(byId("ringing-words"), ringing.length ? words : "");
  byId("ringing").setAttribute("aria-label", ringing.length ? words : "Nothing rings");
  const now = ringing.join(" ");
  if (now && now !== sounding) announce(`${words}.`);
  sounding = now;
  ring(ringing.length > 0);
  for (const id of ringing) views.get(id).node.open = true;
}

function toRinging() {
  openPanel();
  const first = [...workspace.phones.values()].find(rings);
  if (!first) return;
  const { node } = views.get(first.user);
  node.scrollIntoView({ block: "nearest" });
  (node.querySelector("button.answer, .phone-items button") ?? node.querySelector("summary")).focus();
}

byId("ringing").prepend(icon("phone"));
