// Own small drawings of the emoji that an incident leans on, because a bare machine has no emoji font.
// Each is a list of [tag, attributes] on a 20 × 20 grid; fill and stroke are plain colours that read in light and dark.

import { svg } from "./dom.js";

const disc = (colour) => [["circle", { cx: 10, cy: 10, r: 7.5, fill: colour }]];
const square = (colour) => [["rect", { x: 3, y: 3, width: 14, height: 14, rx: 2.5, fill: colour }]];
const line = (d, colour, width = 2) => [
  "path",
  { d, fill: "none", stroke: colour, "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" },
];
const shape = (d, colour) => ["path", { d, fill: colour }];

const DRAWINGS = {
  red_circle: disc("#d64545"),
  large_orange_circle: disc("#e58a2c"),
  large_yellow_circle: disc("#e3bd2e"),
  large_green_circle: disc("#4a9d5f"),
  large_blue_circle: disc("#3f7fc4"),
  large_purple_circle: disc("#8a63b8"),
  white_circle: [["circle", { cx: 10, cy: 10, r: 7, fill: "#f4f4f2", stroke: "#8b9499", "stroke-width": 1.2 }]],
  black_circle: [["circle", { cx: 10, cy: 10, r: 7, fill: "#2b3338", stroke: "#8b9499", "stroke-width": 1.2 }]],
  large_red_square: square("#d64545"),
  large_orange_square: square("#e58a2c"),
  large_yellow_square: square("#e3bd2e"),
  large_green_square: square("#4a9d5f"),
  large_blue_square: square("#3f7fc4"),
  white_check_mark: [...square("#4a9d5f"), line("m6.3 10.4 2.6 2.6 4.8-5.6", "#ffffff", 2.2)],
  heavy_check_mark: [line("m4 10.8 4 4 8-9.4", "#4a9d5f", 2.8)],
  x: [line("m5 5 10 10M15 5 5 15", "#d64545", 2.8)],
  no_entry: [...disc("#d64545"), line("M6.5 10h7", "#ffffff", 2.6)],
  warning: [shape("M10 2.5 18.2 17H1.8z", "#e3b02e"), line("M10 7.5v4.6M10 14.6v.1", "#3a2d05", 1.9)],
  exclamation: [line("M10 3.5v8.5M10 16v.1", "#d64545", 3)],
  information_source: [...square("#3f7fc4"), line("M10 9.3V14M10 6.2v.1", "#ffffff", 2.2)],
  rotating_light: [
    shape("M5 15V10.5a5 5 0 0 1 10 0V15z", "#d64545"),
    shape("M3.5 15h13v2.5h-13z", "#5a666d"),
    line("M10 2.2v1.4M3.4 5l1.1 1M16.6 5l-1.1 1", "#e58a2c", 1.6),
    line("M8 13v-2.6a2 2 0 0 1 1.6-2", "#f7c9c4", 1.4),
  ],
  fire: [
    shape(
      "M10.5 2c.6 3 4.9 4.8 4.9 9.7A5.4 5.4 0 0 1 10 17.5a5.4 5.4 0 0 1-5.4-5.6c0-2.5 1.5-3.9 2.2-5.4 1 .6 1.4 1.3 1.6 2.2C9.9 7 10.8 4.7 10.5 2z",
      "#e5622c",
    ),
    shape(
      "M10.2 10c.4 1.5 2.4 2.3 2.4 4.4a2.6 2.6 0 0 1-5.2 0c0-1.5 1-2 1.4-3 .6.2.9.5 1 .9.3-.7.5-1.4.4-2.3z",
      "#f6c445",
    ),
  ],
  pushpin: [
    shape("M11.5 2.5 17.5 8.5 15.8 9.3 12.9 12.6 12.5 15.5 4.5 7.5 7.4 7.1 10.7 4.2z", "#d64545"),
    line("M8.3 11.7 3.2 16.8", "#7b868c", 1.6),
    line("m10.9 6.1 3 3", "#f2b3ae", 1.3),
  ],
  eyes: [
    ["ellipse", { cx: 6, cy: 10, rx: 3.7, ry: 5.2, fill: "#ffffff", stroke: "#7b868c", "stroke-width": 1.1 }],
    ["ellipse", { cx: 14, cy: 10, rx: 3.7, ry: 5.2, fill: "#ffffff", stroke: "#7b868c", "stroke-width": 1.1 }],
    ["circle", { cx: 4.8, cy: 10.8, r: 1.9, fill: "#2b3338" }],
    ["circle", { cx: 12.8, cy: 10.8, r: 1.9, fill: "#2b3338" }],
  ],
  bell: [
    shape("M10 3a5 5 0 0 1 5 5c0 4 1.7 5 1.7 6.5H3.3C3.3 13 5 12 5 8a5 5 0 0 1 5-5z", "#e3b02e"),
    shape("M8 15.5h4a2 2 0 0 1-4 0z", "#a87c14"),
  ],
  memo: [
    ["rect", { x: 4, y: 2.5, width: 11, height: 15, rx: 1.5, fill: "#f4f1e6", stroke: "#8b9499", "stroke-width": 1 }],
    line("M6.5 6h6M6.5 9h6M6.5 12h3.5", "#7b868c", 1.2),
    line("M10.5 15.5 16.5 9.5", "#e58a2c", 2),
  ],
  lock: [
    line("M6.7 9V6.7a3.3 3.3 0 0 1 6.6 0V9", "#7b868c", 1.9),
    ["rect", { x: 4.5, y: 8.8, width: 11, height: 8.4, rx: 1.6, fill: "#e3b02e" }],
    line("M10 12.3v1.9", "#5f4708", 1.8),
  ],
  speech_balloon: [
    shape(
      "M4.5 3.5h11A1.5 1.5 0 0 1 17 5v7a1.5 1.5 0 0 1-1.5 1.5H9L5.5 17v-3.5h-1A1.5 1.5 0 0 1 3 12V5a1.5 1.5 0 0 1 1.5-1.5z",
      "#6f9fd0",
    ),
  ],
  ticket: [
    shape("M2.5 6h15v2.5a1.5 1.5 0 0 0 0 3V14h-15v-2.5a1.5 1.5 0 0 0 0-3z", "#d7a55a"),
    line("M12.5 6.8v6.4", "#7a571d", 1.1),
  ],
  checkered_flag: [
    line("M4 3v14.5", "#7b868c", 1.6),
    ["rect", { x: 4.5, y: 3.5, width: 12, height: 8, fill: "#f4f4f2", stroke: "#7b868c", "stroke-width": 0.8 }],
    shape(
      "M4.5 3.5h3v2.7h-3zM10.5 3.5h3v2.7h-3zM7.5 6.2h3v2.6h-3zM13.5 6.2h3v2.6h-3zM4.5 8.8h3v2.7h-3zM10.5 8.8h3v2.7h-3z",
      "#2b3338",
    ),
  ],
  hourglass_flowing_sand: [
    line("M5 3h10M5 17h10M6.3 3.2c0 4 7.4 9.6 7.4 13.6M13.7 3.2c0 4-7.4 9.6-7.4 13.6", "#7b868c", 1.5),
    shape("M7.5 15.9 10 12.5l2.5 3.4zM8 6.5h4l-2 2.8z", "#e3b02e"),
  ],
  tada: [
    shape("M3 17.3 7 6.8l6.2 6.2z", "#e3b02e"),
    line("M10.5 6.5c.5-1.5.3-2.7-.5-3.7M13.5 9.5c1.5-.5 2.7-.3 3.7.5", "#d64545", 1.5),
    line("M12.5 7.5l3-3M15.5 7.2h.1M13 3.5h.1M17 3.2h.1M17.2 13.5h.1", "#3f7fc4", 1.9),
  ],
  thumbsup: [
    shape(
      "M7.5 9 10 3.2c1.6-.3 2.3.9 2.1 2.1L11.7 8H16c1 0 1.6.9 1.4 1.8l-1.2 5.5c-.2.9-.9 1.4-1.7 1.4h-7z",
      "#e3b764",
    ),
    shape("M2.8 9h3.4v7.7H2.8z", "#3f7fc4"),
  ],
  telephone_receiver: [
    shape(
      "M4.5 3.2 7.3 2.6l1.5 4-1.8 1.3a11 11 0 0 0 5.1 5.1l1.3-1.8 4 1.5-.6 2.8c-.2.9-.9 1.5-1.8 1.4C9 16.3 3.7 11 3.1 5c-.1-.9.5-1.6 1.4-1.8z",
      "#3f7fc4",
    ),
  ],
  mega: [
    shape("M3 8.5 14 4v12L3 12.5z", "#3f7fc4"),
    shape("M5 13.2l1.8.7.8 3.1H5.5z", "#7b868c"),
    line("M16.5 8.2c.8 1 .8 2.6 0 3.6", "#e58a2c", 1.6),
  ],
  books: [
    ["rect", { x: 3, y: 4, width: 4, height: 13, rx: 0.8, fill: "#4a9d5f" }],
    ["rect", { x: 7.5, y: 3, width: 4, height: 14, rx: 0.8, fill: "#d64545" }],
    shape("M12 4.4 15.5 3.5 18 16l-3.5.9z", "#3f7fc4"),
  ],
  bar_chart: [
    ["rect", { x: 2.5, y: 2.5, width: 15, height: 15, rx: 2, fill: "#f4f4f2", stroke: "#8b9499", "stroke-width": 1 }],
    line("M6.5 14.5v-5", "#4a9d5f", 2.4),
    line("M10 14.5v-8.5", "#3f7fc4", 2.4),
    line("M13.5 14.5v-3.5", "#d64545", 2.4),
  ],
  link: [
    line("M8.5 11.5l3-3M9.5 6.5l2-2a2.85 2.85 0 0 1 4 4l-2 2M10.5 13.5l-2 2a2.85 2.85 0 0 1-4-4l2-2", "#6b8aa3", 1.9),
  ],
  calendar: [
    ["rect", { x: 3, y: 3.5, width: 14, height: 13.5, rx: 2, fill: "#f4f4f2", stroke: "#8b9499", "stroke-width": 1 }],
    shape("M3 7.5V5.5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v2z", "#d64545"),
    line("M6.5 10.5h.1M10 10.5h.1M13.5 10.5h.1M6.5 13.8h.1M10 13.8h.1", "#7b868c", 1.7),
  ],
  clipboard: [
    ["rect", { x: 4, y: 3.5, width: 12, height: 14, rx: 1.6, fill: "#b98a55" }],
    ["rect", { x: 5.6, y: 5.5, width: 8.8, height: 10.6, fill: "#f4f4f2" }],
    ["rect", { x: 7.5, y: 2.3, width: 5, height: 2.8, rx: 0.9, fill: "#7b868c" }],
    line("M7.5 8.5h5M7.5 11h5M7.5 13.5h3", "#8b9499", 1.1),
  ],
  wrench: [
    shape(
      "M13.5 2.5a4.3 4.3 0 0 0-4 5.8L2.9 14.9a1.7 1.7 0 0 0 2.3 2.3l6.6-6.6a4.3 4.3 0 0 0 5.5-5.3l-2.6 2.5-2.3-.5-.5-2.3 2.5-2.5c-.3 0-.6 0-.9 0z",
      "#7f94a3",
    ),
  ],
  bulb: [
    shape("M10 2.5a5.3 5.3 0 0 1 3.3 9.5c-.6.5-.9 1.1-.9 2H7.6c0-.9-.3-1.5-.9-2A5.3 5.3 0 0 1 10 2.5z", "#e9c23c"),
    line("M8 15.8h4M8.8 17.6h2.4", "#7b868c", 1.4),
  ],
  rocket: [
    shape("M16.8 3.2c-4.5-.4-8.3 2.2-10.3 6.8l3.5 3.5c4.6-2 7.2-5.8 6.8-10.3z", "#9fb2bf"),
    shape("M6.8 9.3 3.5 10l-.6 2.3 2.9.2zM10.7 13.2 10 16.5l-2.3.6-.2-2.9z", "#d64545"),
    ["circle", { cx: 12.2, cy: 7.8, r: 1.5, fill: "#3f7fc4" }],
    shape("M5.4 13.2c-1.5.5-2.2 2-2.2 3.6 1.6 0 3.1-.7 3.6-2.2z", "#e5622c"),
  ],
  bust_in_silhouette: [
    ["circle", { cx: 10, cy: 6.5, r: 3.5, fill: "#6f9fd0" }],
    shape("M3.5 17a6.5 6 0 0 1 13 0z", "#6f9fd0"),
  ],
};
DRAWINGS["+1"] = DRAWINGS.thumbsup;
DRAWINGS.hourglass = DRAWINGS.hourglass_flowing_sand;
DRAWINGS.pencil = DRAWINGS.memo;
DRAWINGS.date = DRAWINGS.calendar;
DRAWINGS.loudspeaker = DRAWINGS.mega;

export function drawing(name) {
  const parts = DRAWINGS[name];
  return (
    parts && svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, ...parts.map(([tag, at]) => svg(tag, at)))
  );
}
