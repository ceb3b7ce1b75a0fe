// The rail and the side panel: beside the conversation on a wide window, drawers over it on a narrow one.

import { byId } from "./dom.js";
import { go, place } from "./place.js";
import { icon } from "./icons.js";
import { on } from "./topics.js";

const narrow = matchMedia("(max-width: 760px)");
const panelFloats = matchMedia("(max-width: 1240px)");
let railOpen = false;

// Wide windows have room for the panel until somebody closes it; on others it opens only when asked for.
const panelOpen = () => place.panel === "open" || (place.panel !== "closed" && !panelFloats.matches);

export function startDrawers() {
  byId("open-rail").append(icon("menu"));
  byId("open-panel").prepend(icon("clock"));
  for (const id of ["close-panel", "close-thread"]) byId(id).append(icon("close"));
  byId("open-rail").addEventListener("click", () => setRail(!railOpen));
  byId("open-panel").addEventListener("click", togglePanel);
  byId("close-panel").addEventListener("click", closePanel);
  byId("veil").addEventListener("click", closeDrawer);
  for (const query of [narrow, panelFloats]) query.addEventListener("change", show);
  on("place", () => {
    railOpen = false;
    show();
  });
  show();
}

export function togglePanel() {
  const open = !panelOpen();
  go({ panel: open ? "open" : "closed" }, { replace: true });
  if (open && panelFloats.matches) byId("close-panel").focus();
}

export function openPanel() {
  if (!panelOpen()) togglePanel();
}

function closePanel() {
  go({ panel: "closed" }, { replace: true });
  byId("open-panel").focus();
}

function setRail(open) {
  railOpen = open;
  show();
  if (open) (byId("rail").querySelector("[aria-current]") ?? byId("rail").querySelector("button"))?.focus();
  else byId("open-rail").focus();
}

/** Closes what lies over the conversation; false when nothing does. */
export function closeDrawer() {
  if (narrow.matches && railOpen) setRail(false);
  else if (panelFloats.matches && panelOpen()) closePanel();
  else return false;
  return true;
}

function show() {
  const panel = panelOpen();
  const floats = (panelFloats.matches && panel) || (narrow.matches && railOpen);
  byId("rail").classList.toggle("open", railOpen);
  byId("rail").inert = narrow.matches && !railOpen;
  byId("panel").hidden = !panel;
  byId("veil").hidden = !floats;
  for (const id of ["main", "thread"]) byId(id).inert = floats;
  byId("open-rail").setAttribute("aria-expanded", String(railOpen));
  byId("open-panel").setAttribute("aria-expanded", String(panel));
}
