// Whether the bot and the server are there, said plainly at the top and above the composer.

import { byId } from "./dom.js";
import { on } from "./topics.js";
import { workspace } from "./workspace.js";

// [short words for the top bar, a sentence above the composer]
const SAID = {
  connected: ["Incidentbot is connected", ""],
  starting: [
    "Incidentbot is not connected; starting…",
    "Incidentbot is not connected; starting… Messages work already, commands and buttons in a moment.",
  ],
  lost: [
    "Incidentbot is not connected",
    "Incidentbot has lost its connection. It comes back by itself; until then commands and buttons do nothing.",
  ],
  away: [
    "The sandbox does not answer",
    "The sandbox’s server does not answer. This page tries again by itself; what you type stays.",
  ],
  opening: ["Opening…", ""],
};

function present() {
  if (!workspace.loaded) return workspace.failed ? "away" : "opening";
  if (!workspace.online) return workspace.wasOnline ? "away" : "opening";
  if (workspace.bot.connected) return "connected";
  return workspace.botWasConnected ? "lost" : "starting";
}

function showStatus() {
  const state = present();
  const [short, sentence] = SAID[state];
  byId("bot-status").textContent = short;
  byId("bot-status").dataset.state = state;
  byId("status-line").textContent = sentence;
  byId("status-line").hidden = !sentence;
}

export function startStatus() {
  on("loaded bot online", showStatus);
}
