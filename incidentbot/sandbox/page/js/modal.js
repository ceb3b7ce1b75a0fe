// The stack of modal views that the bot has opened for this person. The top one is shown; what was typed into the
// ones below is kept until they come back.

import { blockList } from "./block_list.js";
import { byId, h } from "./dom.js";
import { firstField, openDialog, shut } from "./dialog.js";
import { on } from "./topics.js";
import { reader } from "./reader.js";
import { act } from "./session.js";
import { surfaceOf } from "./surface.js";
import { textNodes, words } from "./texts.js";
import { viewErrors } from "./view_errors.js";
import { workspace } from "./workspace.js";

const REMEMBERED = "incidentbot-sandbox-view/";
const open = new Map(); // view id → { view, surface, list }
let shown; // { dialog, viewId }

export function startModal() {
  on("loaded views", showViews);
}

function showViews() {
  const ids = new Set(workspace.views.map((view) => view.id));
  for (const id of open.keys()) if (!ids.has(id)) forget(id);
  const top = workspace.views.at(-1);
  if (shown && shown.viewId !== top?.id) dismiss();
  if (!top) return;
  const entry = open.get(top.id) ?? enter(top);
  entry.view = top;
  entry.list.show(top.blocks);
  if (shown) refresh(entry);
  else present(entry);
}

function enter(view) {
  const remembered = JSON.parse(sessionStorage.getItem(REMEMBERED + view.id) ?? "{}");
  const container = { type: "view", view_id: view.id };
  const surface = surfaceOf({ container, reader, workspace, act, given: view.state?.values, remembered });
  surface.onhold = () => sessionStorage.setItem(REMEMBERED + view.id, JSON.stringify(surface.remembered()));
  const entry = { view, surface, list: blockList(surface) };
  open.set(view.id, entry);
  return entry;
}

function forget(id) {
  open.delete(id);
  sessionStorage.removeItem(REMEMBERED + id);
}

function dismiss() {
  shut(shown.dialog);
  shown = undefined;
}

function present(entry) {
  const { view } = entry;
  const problem = h("p", { class: "error dialog-problem", role: "alert", hidden: true });
  const dialog = openDialog({
    title: textNodes(view.title, reader),
    body: h("div", { class: "dialog-body" }, h("div", { class: "dialog-notices" }), entry.list.node, problem),
    footer: h("footer", { class: "dialog-foot" }),
    className: "dialog-view",
    onclose: ({ all }) => quit(entry, all),
    onsubmit: () => submit(entry, problem),
  });
  shown = { dialog, viewId: view.id };
  refresh(entry);
}

function refresh({ view }) {
  const { dialog } = shown;
  const depth = workspace.views.length;
  dialog.dataset.depth = String(depth);
  dialog.querySelector(".dialog-title").replaceChildren(...textNodes(view.title, reader));
  const quitWord = view.close ? words(view.close, reader) : depth > 1 ? "Back" : "Cancel";
  const buttons = [
    h("button", { type: "button", "data-key": "view-close", onclick: () => quit(open.get(view.id)) }, quitWord),
    view.submit &&
      h("button", { type: "submit", class: "primary", "data-key": "view-submit" }, textNodes(view.submit, reader)),
  ].filter(Boolean);
  const foot = dialog.querySelector(".dialog-foot");
  const same = foot.textContent === buttons.map((button) => button.textContent).join("");
  if (!same) foot.replaceChildren(...buttons);
  focusFirst(dialog);
}

/** Once, as soon as there is a field: a loading view has none yet, and must not draw the focus back later. */
function focusFirst(dialog) {
  const first = firstField(dialog);
  const isField = first?.matches("input, select, textarea");
  if (!shown.begun || !dialog.contains(document.activeElement)) first?.focus();
  shown.begun ||= isField;
}

/** Cancel and Escape close the top form; the cross closes those below it, too. */
async function quit(entry, all) {
  if (entry.waiting) return;
  const answer = await act("view_close", { view_id: entry.view.id, all });
  if (answer.ok === false && shown && !shown.dialog.open) shown.dialog.showModal();
}

async function submit(entry, problem) {
  if (entry.waiting || !entry.view.submit) return;
  say(problem, "");
  if (entry.list.showErrors(viewErrors(entry.view, entry.surface.state()))) return;
  setWaiting(entry, true);
  const answer = await act("view_submit", { view_id: entry.view.id, state: entry.surface.state() }, { quiet: true });
  setWaiting(entry, false);
  if (answer.errors)
    return entry.list.showErrors(answer.errors) || say(problem, Object.values(answer.errors).join(" "));
  if (answer.ok !== false) return;
  say(problem, answer.message ?? "That was not taken. What you filled in is still here.");
  shown?.dialog.querySelector("[type=submit]")?.focus(); // a disabled button has lost it
}

function setWaiting(entry, waiting) {
  entry.waiting = waiting;
  if (shown?.viewId !== entry.view.id) return;
  shown.dialog.setAttribute("aria-busy", String(waiting));
  for (const button of shown.dialog.querySelectorAll(".dialog-foot button")) button.disabled = waiting;
  shown.dialog.querySelector("[type=submit]")?.setAttribute("aria-busy", String(waiting));
}

function say(place, sentence) {
  place.textContent = sentence;
  place.hidden = !sentence;
}
