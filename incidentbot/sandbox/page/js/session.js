// The link to the server as one persona: the state when it begins, then every change as it comes.

import { announce, notice } from "./notices.js";
import { server } from "./server.js";
import { tell } from "./topics.js";
import { workspace } from "./workspace.js";

const FIRST_PAUSE = 500; // milliseconds
const LONGEST_PAUSE = 5000;

let socket;
let pause = FIRST_PAUSE;
let began = 0;

/** Becomes this persona (or the server's first one): loads, then follows. Also used to catch up after a gap. */
export async function begin(as) {
  const mine = ++began;
  socket?.close();
  const first = await server.state(as);
  if (mine !== began) return;
  // Somebody whom the address names but the workspace does not know.
  if (first.ok === false) return as && first.error === "user_not_found" ? begin(undefined) : comeBack(as);
  follow(first.me, mine);
}

/** The changes are listened to before the state is asked for, so that nothing falls between the two. */
function follow(as, mine) {
  let early = [];
  socket = new WebSocket(server.streamAddress(as));
  socket.addEventListener("message", ({ data }) => (early ? early.push(data) : apply(data)));
  socket.addEventListener("close", () => mine === began && comeBack(as));
  socket.addEventListener("open", async () => {
    const state = await server.state(as);
    if (mine !== began) return;
    if (state.ok === false) return comeBack(as);
    pause = FIRST_PAUSE;
    take(state);
    setOnline(true);
    const missed = early;
    early = null;
    missed.forEach(apply);
  });
}

function take(state) {
  Object.assign(workspace, {
    loaded: true,
    team: state.team,
    me: state.me,
    users: state.users,
    personas: state.personas,
    bot: state.bot,
    channels: new Map(state.channels.map((channel) => [channel.id, channel])),
    views: state.views ?? [],
    home: state.home,
    faults: state.faults ?? [],
    phones: new Map((state.phones ?? []).map((phone) => [phone.user, phone])),
    violations: state.violations ?? 0,
  });
  workspace.botWasConnected ||= state.bot.connected;
  setClock(state);
  tell("loaded");
}

function setClock({ now, offset_seconds: offset, next_due: due }) {
  // From the server's own now, so that a browser clock that is wrong does no harm.
  workspace.offset = now ? Date.parse(now) / 1000 - Date.now() / 1000 : offset;
  workspace.moved = offset;
  workspace.nextDue = due;
  tell("clock");
}

function comeBack(as) {
  const mine = ++began; // whatever is still on its way belongs to the past
  setOnline(false);
  setTimeout(() => mine === began && begin(as), pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function setOnline(online) {
  workspace.online = online;
  workspace.wasOnline ||= online;
  workspace.failed = !online;
  tell("online");
}

const APPLY = {
  message: (event) => tell("message", event),
  message_changed: (event) => tell("message_changed", event),
  message_deleted: (event) => tell("message_deleted", event),
  channel({ channel }) {
    workspace.channels.set(channel.id, channel);
    tell("channels", channel.id);
  },
  channel_gone({ channel }) {
    workspace.channels.delete(channel);
    tell("channels", channel);
  },
  /** Somebody put the workspace back to its first day. */
  reset: () => begin(workspace.me),
  user({ user }) {
    workspace.users[user.id] = user;
    tell("channels");
  },
  views({ views }) {
    workspace.views = views;
    tell("views");
  },
  home({ view }) {
    workspace.home = view;
    tell("home");
  },
  phone({ phone }) {
    workspace.phones.set(phone.user, phone);
    tell("phone", phone);
  },
  clock: setClock,
  bot({ connected }) {
    workspace.bot.connected = connected;
    workspace.botWasConnected ||= connected;
    announce(connected ? "Incidentbot is connected." : "Incidentbot is not connected.");
    tell("bot");
  },
  faults({ faults }) {
    workspace.faults = faults;
    tell("faults");
  },
  violation(event) {
    workspace.violations += 1;
    tell("violation", event);
  },
};

function apply(data) {
  const event = JSON.parse(data);
  APPLY[event.type]?.(event);
}

/** Does something as the present persona. A failure is shown as a sentence, unless the caller shows it itself. */
export async function act(doing, details, { quiet = false } = {}) {
  const answer = await server.act(workspace.me, doing, details);
  if (answer.ok === false && !quiet && answer.message) notice(answer.message);
  if (answer.channel?.id) APPLY.channel(answer); // the stream brings it, too, but perhaps after this answer
  return answer;
}
