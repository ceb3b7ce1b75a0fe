// The light/dark switch. The choice is applied before the first paint by theme.js.

import { byId } from "./dom.js";
import { icon } from "./icons.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const present = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");

export function startTheme() {
  show();
  dark.addEventListener("change", show);
  byId("theme").addEventListener("click", () => {
    const next = present() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    localStorage.setItem("incidentbot-sandbox-theme", next);
    show();
  });
}

function show() {
  byId("theme").setAttribute("aria-pressed", String(present() === "dark"));
  byId("theme").replaceChildren(icon(present() === "dark" ? "sun" : "moon"));
}
