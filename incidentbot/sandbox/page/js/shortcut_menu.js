// The bot's global shortcuts, beside the composer.

import { openMenu } from "./menu.js";
import { notice } from "./notices.js";
import { act } from "./session.js";
import { workspace } from "./workspace.js";

export function openShortcutMenu(anchor) {
  const shortcuts = workspace.bot.shortcuts.filter((shortcut) => shortcut.type === "global");
  if (!shortcuts.length) return notice("The bot has no shortcuts.");
  const items = shortcuts.map((one) => ({
    label: one.name,
    note: one.description,
    icon: "bolt",
    choose: () => act("shortcut", { callback_id: one.callback_id }),
  }));
  return openMenu(anchor, [{ heading: "Incidentbot" }, ...items], { label: "Shortcuts" });
}
