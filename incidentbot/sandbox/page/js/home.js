// Incidentbot's Home: the view that the bot publishes for each person.

import { blockList } from "./block_list.js";
import { byId, h } from "./dom.js";
import { HOME, place } from "./place.js";
import { on } from "./topics.js";
import { reader } from "./reader.js";
import { act } from "./session.js";
import { surfaceOf } from "./surface.js";
import { workspace } from "./workspace.js";

let shown; // { viewId, list }

function showHome() {
  const here = workspace.loaded && place.channel === HOME;
  byId("home").hidden = !here;
  byId("conversation").hidden = here;
  if (!here) return;
  const view = workspace.home;
  if (!view) return showEmpty();
  if (shown?.viewId !== view.id) {
    const container = { type: "view", view_id: view.id };
    shown = { viewId: view.id, list: blockList(surfaceOf({ container, reader, workspace, act })) };
  }
  shown.list.show(view.blocks);
  byId("home-blocks").replaceChildren(shown.list.node);
}

function showEmpty() {
  shown = undefined;
  const sentence = workspace.bot.connected
    ? "Incidentbot is making this page for you…"
    : "Incidentbot is not connected yet. Its Home appears here as soon as it is.";
  byId("home-blocks").replaceChildren(h("p", { class: "empty" }, sentence));
}

/** Tells the bot that somebody looks, so that it publishes what is true now. */
const opened = () =>
  workspace.loaded && place.channel === HOME && workspace.bot.connected && act("open_home", {}, { quiet: true });

export function startHome() {
  on("loaded home", showHome);
  on("bot", () => (showHome(), opened()));
  on("loaded", opened);
  on("place", (before) => {
    showHome();
    if (before.channel !== place.channel) opened();
  });
}
