// Violations: what the bot did that Slack would refuse or frown upon.

import { byId, h } from "./dom.js";
import { on } from "./topics.js";
import { server } from "./server.js";
import { timeWithSeconds } from "./times.js";
import { workspace } from "./workspace.js";

const SHOWN = 30;

export function startViolations() {
  on("loaded violation", showViolations);
}

async function showViolations() {
  byId("violations-note").textContent = workspace.violations
    ? `${workspace.violations} ${workspace.violations === 1 ? "thing" : "things"} that Slack would refuse or frown upon:`
    : "None. Calls that Slack would refuse or frown upon are listed here.";
  if (!workspace.violations) return byId("violations").replaceChildren();
  const answer = await server.violations();
  const found = answer.violations ?? answer;
  if (Array.isArray(found)) byId("violations").replaceChildren(...found.slice(-SHOWN).reverse().map(item));
}

function item({ at, where, problem, detail }) {
  const words = [where, problem].filter(Boolean).join(": ");
  const more = detail && h("small", null, typeof detail === "string" ? detail : JSON.stringify(detail));
  return h(
    "li",
    null,
    at && h("time", null, timeWithSeconds(Date.parse(at) / 1000, workspace.zone())),
    h("span", { class: "option-text" }, words, more),
  );
}
