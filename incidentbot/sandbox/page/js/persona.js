// Being somebody else: the switch between the personas.

import { avatar } from "./avatars.js";
import { begin } from "./session.js";
import { byId, fill, h } from "./dom.js";
import { go, place } from "./place.js";
import { icon } from "./icons.js";
import { on, tell } from "./topics.js";
import { openMenu } from "./menu.js";
import { workspace } from "./workspace.js";

export function startPersona() {
  on("loaded", showPersona);
  byId("persona").addEventListener("click", openPersonas);
}

function showPersona() {
  const me = workspace.myself();
  const button = byId("persona");
  button.disabled = false;
  button.setAttribute("aria-label", `You are ${me.real_name}. Be somebody else`);
  fill(button, avatar(me.id, "avatar-small"), h("span", { class: "persona-name" }, me.real_name), icon("down"));
  if (place.as !== me.id) go({ as: me.id }, { replace: true });
}

export function openPersonas() {
  const items = workspace.personas.map((id) => {
    const user = workspace.user(id);
    return {
      label: user.real_name,
      note: noteFor(user),
      before: avatar(id),
      checked: id === workspace.me,
      choose: () => become(id),
    };
  });
  const hint = h("p", { class: "menu-note" }, "Open this page in a second tab to be two people at once.");
  openMenu(byId("persona"), [{ heading: "Who are you?" }, ...items, { content: hint }], {
    label: "Who are you?",
    alignEnd: true,
  });
}

const noteFor = (user) =>
  [user.title, user.is_restricted && !/guest/i.test(user.title ?? "") && "guest"].filter(Boolean).join(" · ");

function become(id) {
  if (id === workspace.me) return;
  go({ as: id, thread: null });
  begin(id);
  tell("persona-switched");
}
