// A scrolling list of messages that follows one chat or topic and redraws only what changed.

import { api, oneAtATime } from "./api.js";
import { h, syncList } from "./dom.js";
import { currentLanguage, t } from "./i18n.js";
import { renderMessage } from "./message.js";
import { copyText, notifyError } from "./notices.js";
import { pressButton } from "./press.js";
import { dayText, toDate } from "./times.js";

// A screen holds about ten messages; older ones are drawn on request.
const DRAWN_AT_FIRST = 120;
// Closer than this to the end counts as reading the end.
const NEAR_END_PX = 80;

export class Conversation {
  constructor({ list, newer, emptyKey, onReply, onCommand, onSay }) {
    Object.assign(this, { list, newer, emptyKey, place: null, messages: [], seen: null, drawn: DRAWN_AT_FIRST });
    this.actions = {
      press: (message, button, element) => pressButton({ userId: this.viewerId, message, button, element }),
      say: onSay,
      command: onCommand,
      reply: onReply,
      copy: copyText,
      jump: (messageId) => this.jump(messageId),
    };
    this.refresh = oneAtATime(() => this.load().catch(notifyError));
    newer.addEventListener("click", () => this.toEnd());
    list.addEventListener("scroll", () => this.atEnd() && (newer.hidden = true), { passive: true });
    list.addEventListener("load", () => this.stick && this.toEnd(), true);
  }

  // place: {chatId, threadId, viewerId, showNames} or null for nothing chosen.
  show(place) {
    Object.assign(this, { place, messages: [], seen: null, loaded: false, drawn: DRAWN_AT_FIRST, viewerId: place?.viewerId });
    this.list.hidden = !place;
    this.render();
    return place ? this.refresh() : undefined;
  }

  playAs(viewerId) {
    this.viewerId = viewerId;
    if (this.place) this.render();
  }

  shows(chatId, threadId) {
    if (!this.place || this.place.chatId !== chatId) return false;
    return threadId === null || this.place.threadId === null || this.place.threadId === threadId;
  }

  async load() {
    const place = this.place;
    if (!place) return;
    const { messages } = await api.chat(place.chatId, place.threadId);
    if (place !== this.place) return;
    const here = (message) => place.threadId !== null || !message.is_topic_message;
    this.messages = messages.filter((message) => !message.deleted && here(message));
    this.loaded = true;
    this.render();
    this.seen = new Set(this.messages.map((message) => message.message_id));
  }

  render() {
    this.stick = !this.seen || this.atEnd();
    const drawn = this.messages.slice(-this.drawn);
    const arrived = this.seen && drawn.some((message) => !this.seen.has(message.message_id));
    syncList(this.list, this.withDays(drawn), {
      key: (row) => row.key,
      print: (row) => row.print,
      build: (row) => row.build(),
    });
    if (this.stick) this.toEnd();
    else if (arrived) this.newer.hidden = false;
  }

  withDays(messages) {
    const rows = [];
    if (messages.length < this.messages.length) rows.push(this.earlier());
    if (!messages.length && this.loaded) rows.push(label("empty", t(this.emptyKey), "empty"));
    let day = null;
    for (const [place, message] of messages.entries()) {
      const today = dayText(toDate(message.date));
      if (today !== day) rows.push(label(`day ${today}`, today, "day"));
      const showName = this.place.showNames && (today !== day || messages[place - 1]?.from?.id !== message.from?.id);
      day = today;
      rows.push(this.row(message, showName));
    }
    return rows;
  }

  row(message, showName) {
    const fresh = Boolean(this.seen) && !this.seen.has(message.message_id);
    const look = { viewerId: this.viewerId, showName, fresh, actions: this.actions };
    const print = JSON.stringify([message, this.viewerId, showName, currentLanguage()]);
    return { key: message.message_id, print, build: () => renderMessage(message, look) };
  }

  earlier() {
    const more = () => {
      const height = this.list.scrollHeight;
      this.drawn += DRAWN_AT_FIRST;
      this.render();
      this.list.scrollTop += this.list.scrollHeight - height;
    };
    const build = () => h("li", { class: "day" }, h("button", { type: "button", class: "quiet", onclick: more }, t("messages.earlier")));
    return { key: "earlier", print: currentLanguage(), build };
  }

  atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END_PX;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.newer.hidden = true;
  }

  jump(messageId) {
    const row = this.list.querySelector(`[data-message-id="${Number(messageId)}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: "smooth" });
    row.classList.remove("fresh");
    requestAnimationFrame(() => row.classList.add("fresh"));
  }
}

function label(key, text, kind) {
  return { key, print: text, build: () => h("li", { class: kind }, text) };
}
