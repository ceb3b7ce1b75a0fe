// Date, time, and both: the browser's own pickers, read in the reader's time zone.

import { freshId, h } from "../dom.js";
import { fromWall, toWall } from "../times.js";

const asIs = { show: (value) => value ?? "", read: (text) => text || null };

export const datepicker = (element, field) => picker("date", "selected_date", element.initial_date, field, asIs);
export const timepicker = (element, field) => picker("time", "selected_time", element.initial_time, field, asIs);

export function datetimepicker(element, field) {
  const zone = field.surface.reader.zone();
  const wall = {
    show: (seconds) => (seconds ? toWall(seconds, zone) : ""),
    read: (text) => (text ? fromWall(text, zone) : null),
  };
  const node = picker("datetime-local", "selected_date_time", element.initial_date_time, field, wall);
  return h("span", { class: "with-note" }, node, h("small", null, zone));
}

function picker(type, member, first, field, { show, read }) {
  const begun = field.begin({ [member]: first ?? null });
  const node = h("input", {
    ...field.naming,
    type,
    id: freshId("date"),
    class: "control control-short",
    value: show(begun[member]),
    "data-key": field.key,
  });
  node.addEventListener("change", () =>
    field.change({ [member]: read(node.value) }, (before) => (node.value = show(before[member]))),
  );
  return node;
}
