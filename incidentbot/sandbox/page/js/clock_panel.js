// The virtual clock: what time it is in the workspace, and turning it forward.

import { byId } from "./dom.js";
import { notice } from "./notices.js";
import { on } from "./topics.js";
import { server } from "./server.js";
import { howLong, longDate, timeOfDay, timeWithSeconds } from "./times.js";
import { workspace } from "./workspace.js";

const SLACK_OF_CLOCKS = 2; // seconds of difference that nobody needs to hear of

export function startClock() {
  on("clock loaded", showClock);
  setInterval(showClock, 1000);
  byId("clock-steps").addEventListener("click", (event) => turn(event.target.closest("button")));
}

function showClock() {
  if (!workspace.loaded) return;
  const zone = workspace.zone();
  const now = workspace.now();
  byId("clock-short").textContent = timeOfDay(now, zone);
  byId("clock-now").textContent = timeWithSeconds(now, zone);
  byId("clock-day").textContent = `${longDate(now, zone)} · ${zone}`;
  byId("clock-offset").textContent = ahead();
  showNext(now, zone);
}

function ahead() {
  const seconds = workspace.moved ?? 0;
  return seconds > SLACK_OF_CLOCKS
    ? `${howLong(seconds)} ahead of the real time.`
    : "The workspace has its own clock, which you can turn forward.";
}

function showNext(now, zone) {
  const due = workspace.nextDue && Date.parse(workspace.nextDue) / 1000;
  byId("next-event").disabled = !due;
  byId("clock-next").textContent = due
    ? `The next thing is due at ${timeOfDay(due, zone)}${due > now ? `, in ${howLong(due - now)}` : ""}.`
    : "Nothing is waiting for a time.";
}

async function turn(button) {
  if (!button || button.disabled) return;
  const body = button.id === "next-event" ? { next_event: true } : { advance_seconds: Number(button.dataset.seconds) };
  button.setAttribute("aria-busy", "true");
  const answer = await server.advance(body);
  button.removeAttribute("aria-busy");
  if (answer.ok === false) notice(answer.message);
}
