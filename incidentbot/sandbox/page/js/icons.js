// Line icons of the page's own controls, as path data on a 20 × 20 grid.

import { svg } from "./dom.js";

const PATHS = {
  archive: "M3 4.5h14v3H3zM4.5 7.5V16h11V7.5M8 10.5h4",
  back: "M12 4.5 6.5 10l5.5 5.5",
  bell: "M5.5 14V9.5a4.5 4.5 0 0 1 9 0V14l1.5 1.5H4zM8.5 17.5h3",
  beacon: "M10 3v2M4.2 5.2l1.5 1.5M15.8 5.2l-1.5 1.5M5.5 15v-4a4.5 4.5 0 0 1 9 0v4M3.5 16.5h13M10 9.5v3",
  bolt: "M11 2.5 4.5 11.5h5l-.5 6 6.5-9h-5z",
  bookmark: "M5.5 3.5h9v13L10 13l-4.5 3.5z",
  chat: "M3.5 4.5h13v9H9l-3.5 3v-3h-2z",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4l2.8 1.8",
  close: "m5 5 10 10M15 5 5 15",
  down: "m5.5 8 4.5 4.5L14.5 8",
  external: "M8 4.5H4.5v11h11V12M11 4.5h4.5V9M15.5 4.5 9 11",
  hash: "M8 3.5 6.5 16.5M13.5 3.5 12 16.5M3.5 7.5h13M3.5 12.5h13",
  help: "M7.3 7.4a2.7 2.7 0 1 1 3.9 2.5c-.8.4-1.2.9-1.2 1.8v.3M10 15v.3",
  home: "M3.5 9.5 10 4l6.5 5.5M5.5 8.5V16h9V8.5",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  mail: "M3 5.5h14v9.5H3zM3.5 6l6.5 5 6.5-5",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  moon: "M15.8 12A6.5 6.5 0 0 1 8 4.2 6.5 6.5 0 1 0 15.8 12",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  panel: "M3 4.5h14v11H3zM12 4.5v11",
  people:
    "M7.5 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M3 16a4.5 4.5 0 0 1 9 0M13 5a2.3 2.3 0 0 1 0 4.4M14 11.8a4 4 0 0 1 3 4.2",
  phone: "M5 3.5h2.5L9 7.5 7 9a9 9 0 0 0 4 4l1.5-2 4 1.5V15a1.5 1.5 0 0 1-1.5 1.5A11.5 11.5 0 0 1 3.5 5 1.5 1.5 0 0 1 5 3.5",
  pin: "M7.5 3h5M8.5 3v5L6 11h8l-2.5-3V3M10 11v6",
  plus: "M10 4v12M4 10h12",
  reply: "M8 5 3.5 9.5 8 14M4 9.5h7a5 5 0 0 1 5 5v1",
  search: "M8.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10M12.2 12.2l4.3 4.3",
  send: "M3.5 4 17 10 3.5 16l2-6zM5.5 10H11",
  smile: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M7.5 8v.5M12.5 8v.5M6.8 11.7a3.8 3.8 0 0 0 6.4 0",
  sun: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.5 4.5l1 1M14.5 14.5l1 1M15.5 4.5l-1 1M5.5 14.5l-1 1",
  warning: "M10 3.5 17 16H3zM10 8v4M10 14v.2",
};

/** An icon is decoration: the control around it carries the name. */
export function icon(name) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 20 20", "aria-hidden": "true" },
    svg("path", { d: PATHS[name] }),
  );
}
