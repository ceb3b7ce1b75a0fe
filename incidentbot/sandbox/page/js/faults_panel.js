// Faults: set one, see how often it hit, clear it.

import { byId, fill, h } from "./dom.js";
import { COMMON_METHODS, FAULT_KINDS } from "./fault_kinds.js";
import { icon } from "./icons.js";
import { notice } from "./notices.js";
import { on } from "./topics.js";
import { server } from "./server.js";
import { workspace } from "./workspace.js";

export function startFaults() {
  byId("fault-kind").append(
    ...Object.entries(FAULT_KINDS).map(([kind, { name }]) => h("option", { value: kind }, name)),
  );
  byId("fault-methods").append(...COMMON_METHODS.map((method) => h("option", { value: method })));
  byId("fault-kind").addEventListener("change", showFields);
  byId("fault-form").addEventListener("submit", (event) => (event.preventDefault(), set()));
  byId("clear-faults").addEventListener("click", () => told(server.clearFaults()));
  on("loaded faults", showFaults);
  showFields();
}

const chosen = () => FAULT_KINDS[byId("fault-kind").value];

function showFields() {
  const kind = chosen();
  byId("fault-about").textContent = kind.about;
  for (const name of ["method", "times", "seconds", "error"]) byId(`fault-${name}-field`).hidden = !kind[name];
  if (kind.seconds) byId("fault-seconds-label").textContent = kind.seconds.label;
  byId("fault-seconds").value = kind.seconds?.value ?? "";
  byId("fault-error").value = kind.error ?? "";
}

async function set() {
  const kind = chosen();
  const fault = { kind: byId("fault-kind").value };
  if (kind.method) fault.method = byId("fault-method").value.trim() || "*";
  if (kind.times) fault.times = Number(byId("fault-times").value) || null;
  if (kind.seconds) fault.seconds = Number(byId("fault-seconds").value) * kind.seconds.unit;
  if (kind.error) fault.error = byId("fault-error").value.trim();
  await told(server.addFault(fault));
}

/** The stream brings the new list, too; asking makes it sure. */
async function told(doing) {
  const answer = await doing;
  if (answer.ok === false) notice(answer.message);
  const now = await server.faults();
  const faults = now.faults ?? now;
  if (Array.isArray(faults)) workspace.faults = faults;
  showFaults();
}

function showFaults() {
  fill(byId("faults"), workspace.faults.map(faultItem));
  byId("clear-faults").hidden = workspace.faults.length < 2;
}

function faultItem(fault) {
  const name = FAULT_KINDS[fault.kind]?.name ?? fault.kind;
  const clear = () => told(server.clearFault(fault.id));
  return h(
    "li",
    { class: fault.spent ? "spent" : null },
    h("span", { class: "option-text" }, name, h("small", null, detail(fault))),
    h(
      "button",
      {
        type: "button",
        class: "quiet",
        "data-key": `fault-${fault.id}`,
        "aria-label": `Clear: ${name}`,
        onclick: clear,
      },
      icon("close"),
      fault.holding ? "Release" : "Clear",
    ),
  );
}

function detail({ method, times, hits, holding, spent }) {
  const where = method !== "*" && method;
  const often = spent ? "over" : times ? `${hits} of ${times}` : `${hits} ${hits === 1 ? "hit" : "hits"} so far`;
  return [where, holding > 0 && `holding ${holding}`, often].filter(Boolean).join(" · ");
}
