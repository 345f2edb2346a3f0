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
  constructor({ list, newer, emptyKey, onReply, onEdit, onCommand, onSay, onPress, onShown }) {
    Object.assign(this, { list, newer, emptyKey, onShown, place: null, messages: [], seen: null, drawn: DRAWN_AT_FIRST });
    this.actions = {
      press: (message, button, element) => {
        onPress(button.text);
        return pressButton({ userId: this.viewerId, message, button, element });
      },
      say: onSay,
      command: onCommand,
      reply: onReply,
      edit: onEdit,
      react: (message, emoji) => this.react(message, emoji).catch(notifyError),
      copy: copyText,
      jump: (messageId) => this.jump(messageId),
    };
    this.refresh = oneAtATime(() => this.load().catch(notifyError));
    newer.addEventListener("click", () => this.toEnd());
    list.addEventListener("scroll", () => this.atEnd() && (newer.hidden = true), { passive: true });
    list.addEventListener("load", () => this.stick && this.toEnd(), true);
  }

  // place: {chatId, threadId, viewerId, showNames, account} or null for nothing chosen; `account` is one of the shop's own.
  show(place) {
    Object.assign(this, { place, messages: [], seen: null, loaded: false, drawn: DRAWN_AT_FIRST, viewerId: place?.viewerId });
    this.list.hidden = !place;
    this.render();
    return place ? this.refresh() : undefined;
  }

  // Another emoji takes the place of the one before, as with Telegram.
  react(message, emoji) {
    return api.react({ user_id: this.viewerId, chat_id: this.place.chatId, message_id: message.message_id, emoji });
  }

  playAs(viewerId) {
    this.viewerId = viewerId;
    if (this.place) this.render();
  }

  shows(chatId, threadId) {
    // What happens in an account's chats is told as a change of its owner's.
    if (this.place?.account) return true;
    if (!this.place || this.place.chatId !== chatId) return false;
    return threadId === null || this.place.threadId === null || this.place.threadId === threadId;
  }

  async load() {
    const place = this.place;
    if (!place) return;
    const { messages } = await (place.account ? api.accountChat(place.account, place.viewerId) : api.chat(place.chatId, place.threadId));
    if (place !== this.place) return;
    const here = (message) => place.threadId !== null || !message.is_topic_message;
    this.messages = messages.filter(here);
    this.loaded = true;
    this.render();
    this.seen = new Set(this.messages.map((message) => message.message_id));
    this.onShown();
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
    const actions = this.place.account ? { ...this.actions, reply: null } : this.actions;
    const look = { viewerId: this.viewerId, showName, fresh, actions };
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

  // What stands here now, for whoever looks for words.
  shown() {
    const there = this.messages.filter((message) => !message.deleted);
    const words = there.map((message) => message.text ?? message.caption ?? "").join("\n");
    return { text: words, picture: there.some((message) => message.photo) };
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
