// Block Kit's text objects and option objects as nodes and as plain words.

import { mrkdwn, plainText } from "./mrkdwn.js";

export function textNodes(text, reader) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text, reader) : plainText(text.text, text.emoji !== false);
}

/** The words of a text object, for labels and messages to screen readers. */
export function words(text, reader) {
  const holder = document.createElement("div");
  holder.append(...textNodes(text, reader));
  for (const picture of holder.querySelectorAll(".emoji")) picture.remove();
  return holder.textContent.trim();
}
