// Where messages and slash commands are typed. What is typed stays until the server has taken it, also over a reload.

import { completionFor } from "./completion.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { openShortcutMenu } from "./shortcut_menu.js";
import { act } from "./session.js";
import { tell } from "./topics.js";
import { workspace } from "./workspace.js";

const TALLEST = 220; // pixels

export class Composer {
  constructor({ channel, thread, label }) {
    Object.assign(this, {
      channel,
      thread,
      draftKey: `incidentbot-sandbox-draft/${workspace.me}/${channel}/${thread ?? ""}`,
    });
    this.problem = h("p", { class: "error", role: "alert", hidden: true, id: freshId("problem") });
    this.field = h("textarea", {
      class: "composer-field",
      rows: "1",
      "aria-label": label,
      placeholder: label,
      "aria-describedby": this.problem.id,
      value: localStorage.getItem(this.draftKey) ?? "",
      "data-key": `composer-${thread ?? "main"}`,
    });
    this.sendButton = h("button", { type: "submit", class: "icon-button send", "aria-label": "Send" }, icon("send"));
    this.completion = completionFor(this.field, { commands: !thread });
    this.node = h(
      "form",
      { class: "composer" },
      this.problem,
      h("div", { class: "composer-box" }, !thread && this.shortcuts(), this.field, this.sendButton),
      this.completion.node,
    );
    this.node.addEventListener("submit", (event) => (event.preventDefault(), this.send()));
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    queueMicrotask(() => this.typed());
  }

  shortcuts() {
    const open = (event) => openShortcutMenu(event.currentTarget);
    return h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Shortcuts",
        title: "Shortcuts",
        "aria-haspopup": "menu",
        onclick: open,
      },
      icon("bolt"),
    );
  }

  focus() {
    this.field.focus();
  }

  typed() {
    localStorage[this.field.value ? "setItem" : "removeItem"](this.draftKey, this.field.value);
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST)}px`;
    this.sendButton.disabled = this.field.value.trim() === "";
    this.say("");
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    this.send();
  }

  say(sentence) {
    this.problem.textContent = sentence;
    this.problem.hidden = !sentence;
  }

  async send() {
    const text = this.field.value.trim();
    if (!text || this.sending) return;
    this.setSending(true);
    const answer = await act(...this.asAct(text), { quiet: true });
    this.setSending(false);
    if (answer.ok === false) return this.say(answer.message ?? "That was not sent. Your text is still here.");
    this.field.value = "";
    this.typed();
    tell("sent", { text, channel: this.channel });
  }

  /** Text that begins with / is a command, but "/ so" and a path such as /var/log/app.log are not. */
  asAct(text) {
    const command = !this.thread && /^(\/[a-z][\w-]*)(?:\s+([\s\S]*))?$/i.exec(text);
    if (command) return ["command", { channel: this.channel, command: command[1], text: command[2] ?? "" }];
    return ["message", { channel: this.channel, text, thread_ts: this.thread }];
  }

  setSending(sending) {
    this.sending = sending;
    this.node.classList.toggle("sending", sending);
    this.field.readOnly = sending;
    this.sendButton.setAttribute("aria-busy", String(sending));
  }
}
