// Slack's mrkdwn as DOM nodes: first the lines (code fences, quotes, lists), then what stands within a line.

import { h } from "./dom.js";
import { inline, plainInline, unescape } from "./mrkdwn_inline.js";

const FENCE = /```([\s\S]*?)```/g;

const LINE_KINDS = [
  ["quote", /^(?:>|&gt;) ?(?!>|&gt;)/],
  ["bullets", /^\s*[•◦▪-] +/],
  ["numbers", /^\s*(\d{1,3})\. +/],
];

/** `reader` says how people, channels and times are shown: see reader.js. */
export function mrkdwn(text, reader) {
  const nodes = [];
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    nodes.push(...paragraphs(text.slice(from, fence.index).replace(/\n$/, ""), reader), code(fence[1], reader));
    from = fence.index + fence[0].length;
  }
  return [...nodes, ...paragraphs(from ? text.slice(from).replace(/^\n/, "") : text, reader)];
}

/** A plain_text object: line breaks and emoji, nothing else. */
export const plainText = (text, withPictures = true) => plainInline(text, withPictures);

function code(text, reader) {
  return h("pre", null, h("code", null, unescape(text.replace(/^\n|\n$/g, ""), reader)));
}

function paragraphs(text, reader) {
  if (!text) return [];
  return grouped(text.split("\n")).map(([kind, lines]) => BUILD[kind](lines, reader));
}

/** Neighbouring lines of one kind belong together. */
function grouped(lines) {
  const groups = [];
  for (const line of lines) {
    const kind = LINE_KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? "text";
    if (groups.at(-1)?.[0] === kind) groups.at(-1)[1].push(line);
    else groups.push([kind, [line]]);
  }
  return groups;
}

const rest = (kind, line) => line.replace(LINE_KINDS.find(([name]) => name === kind)[1], "");

const BUILD = {
  text: (lines, reader) => h("span", { class: "lines" }, inline(lines.join("\n"), reader)),
  quote: (lines, reader) =>
    h("blockquote", { class: "lines" }, inline(lines.map((l) => rest("quote", l)).join("\n"), reader)),
  bullets: (lines, reader) => h("ul", null, items("bullets", lines, reader)),
  numbers: (lines, reader) => h("ol", { start: parseInt(lines[0], 10) }, items("numbers", lines, reader)),
};

function items(kind, lines, reader) {
  return lines.map((line) => h("li", null, inline(rest(kind, line), reader)));
}
