// The field one writes in: Enter sends, Shift+Enter breaks the line, a picture may go along, drafts stay with their chat.

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { nameOf, summary } from "./message.js";
import { notifyError } from "./notices.js";

export class Composer {
  // onSend({text, file, replyTo}) returns a promise; what failed comes back into the field.
  constructor({ form, name, onSend }) {
    Object.assign(this, { form, onSend, file: null, kind: null, replyTo: null, changed: null, chat: null, drafts: new Map(), sending: Promise.resolve() });
    this.field = h("textarea", { rows: 1, testid: `${name}-compose`, dir: "auto", disabled: true });
    this.picker = h("input", { type: "file", hidden: true, testid: `${name}-file` });
    this.attach = h("button", { type: "button", class: "round", testid: `${name}-photo`, "data-t-aria-label": "picture", "data-t-title": "picture" }, icon("attach"));
    this.button = h("button", { type: "submit", class: "round send", testid: `${name}-send`, "data-t-aria-label": "send", "data-t-title": "send" }, icon("send"));
    this.kinds = h("select", { class: "kinds", hidden: true, testid: `${name}-kind`, "data-t-aria-label": "kind" });
    this.chips = h("div", { class: "chips" });
    form.append(this.chips, this.kinds, h("div", { class: "compose-line" }, this.attach, this.picker, this.field, this.button));
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (this.replyTo || this.file || this.changed)) this.reset();
      // While an input method composes a word, Enter accepts the word.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("paste", (event) => this.take(event.clipboardData?.files[0], event));
    this.form.addEventListener("dragover", (event) => event.preventDefault());
    this.form.addEventListener("drop", (event) => this.take(event.dataTransfer?.files[0], event));
    this.kinds.addEventListener("change", () => { this.kind = this.kinds.value; });
    this.attach.addEventListener("click", () => this.picker.click());
    this.picker.addEventListener("change", () => this.take(this.picker.files[0]));
  }

  open(chat, placeholder) {
    if (chat !== this.chat) {
      this.drafts.set(this.chat, this.field.value);
      this.chat = chat;
      this.field.value = this.drafts.get(chat) ?? "";
      this.reset();
    }
    for (const control of [this.field, this.attach, this.button]) control.disabled = chat === null;
    this.field.placeholder = placeholder;
    this.field.setAttribute("aria-label", placeholder);
    this.fit();
  }

  fill(text) {
    this.field.value = text;
    this.fit();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  take(file, event) {
    if (!file || this.chat === null) return;
    event?.preventDefault();
    this.file = file;
    this.offer(kindsOf(file));
    this.drawChips();
    this.field.focus();
  }

  // The kinds as which Telegram would take this file, the likeliest first.
  offer(kinds) {
    this.kind = kinds[0] ?? null;
    this.kinds.replaceChildren(...kinds.map((kind) => h("option", { value: kind }, t(`kind.${kind}`))));
    this.kinds.hidden = kinds.length < 2;
  }

  change(message) {
    this.reset();
    this.changed = message;
    this.fill(message.text ?? message.caption ?? "");
    this.drawChips();
  }

  answer(message) {
    this.replyTo = message;
    this.drawChips();
    this.field.focus();
  }

  reset() {
    if (this.changed) this.field.value = "";
    this.file = null;
    this.replyTo = null;
    this.changed = null;
    this.offer([]);
    this.picker.value = "";
    this.drawChips();
  }

  send() {
    const text = this.field.value.trim();
    if (this.chat === null || (!text && !this.file)) return;
    const { file, kind, replyTo, changed, chat } = this;
    this.field.value = "";
    this.reset();
    this.fit();
    // One after another, so that two quick messages keep their order.
    this.sending = this.sending
      .then(() => this.onSend({ text, file, kind, replyTo: replyTo?.message_id, changed: changed?.message_id }))
      .catch((error) => this.giveBack(error, chat, text));
  }

  giveBack(error, chat, text) {
    notifyError(error);
    if (chat !== this.chat) this.drafts.set(chat, text);
    else if (!this.field.value) this.fill(text);
  }

  drawChips() {
    const chips = [];
    if (this.replyTo) {
      const what = [h("b", {}, t("reply.to", { name: nameOf(this.replyTo.from) })), h("span", {}, summary(this.replyTo))];
      chips.push(chip(what, t("reply.drop"), () => this.answer(null)));
    }
    if (this.changed) {
      const what = [h("b", {}, t("edit.of")), h("span", {}, summary(this.changed))];
      chips.push(chip(what, t("edit.drop"), () => this.reset()));
    }
    if (this.file) {
      const look = this.file.type.startsWith("image/") ? h("img", { alt: "", src: URL.createObjectURL(this.file) }) : h("span", {}, "📎");
      look.addEventListener("load", () => URL.revokeObjectURL(look.src));
      const drop = () => {
        this.file = null;
        this.offer([]);
        this.picker.value = "";
        this.drawChips();
      };
      chips.push(chip([look, h("span", {}, this.file.name)], t("picture.remove"), drop));
    }
    this.chips.replaceChildren(...chips);
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }
}

function kindsOf({ type }) {
  if (type.startsWith("image/")) return ["photo", "sticker", "document"];
  if (type.startsWith("audio/")) return ["voice", "audio", "document"];
  if (type.startsWith("video/")) return ["video", "video_note", "document"];
  return ["document"];
}

function chip(content, label, onclick) {
  return h("div", { class: "chip" }, h("div", { class: "chip-text" }, content), h("button", { type: "button", class: "round small", "aria-label": label, onclick }, icon("close")));
}
