// The messages of one conversation or one thread, in order: loaded by pages, then kept up to date.

import { server } from "./server.js";
import { workspace } from "./workspace.js";

const PAGE = 50;

export class Timeline {
  constructor(channel, thread) {
    this.channel = channel;
    this.thread = thread;
    this.messages = new Map(); // ts → message
    this.hasMore = false;
    this.loaded = false;
  }

  async load() {
    const answer = await this.page({});
    if (answer.ok === false) return answer;
    // What came by the stream meanwhile is newer than the answer.
    this.messages = new Map([...answer.messages.map((message) => [message.ts, message]), ...this.messages]);
    this.hasMore = answer.has_more && !this.thread;
    this.loaded = true;
    return answer;
  }

  async loadEarlier() {
    const answer = await this.page({ before_ts: this.inOrder()[0]?.ts });
    if (answer.ok === false) return answer;
    for (const message of answer.messages) this.messages.set(message.ts, message);
    this.hasMore = answer.has_more;
    return answer;
  }

  page(details) {
    const limit = this.thread ? 1000 : PAGE;
    return server.messages(this.channel, { as: workspace.me, limit, thread_ts: this.thread, ...details });
  }

  /** Whether an event's message stands in this list: replies stand in their thread only. */
  concerns({ channel, message }) {
    if (channel !== this.channel) return false;
    const parent = message.thread_ts ?? message.ts;
    if (this.thread) return parent === this.thread;
    return parent === message.ts || message.subtype === "thread_broadcast";
  }

  put(message) {
    this.messages.set(message.ts, message);
  }

  remove(ts) {
    this.messages.delete(ts);
  }

  /** ts are strings of equal width: they sort as text. */
  inOrder() {
    return [...this.messages.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1));
  }
}
