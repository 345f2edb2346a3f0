// The agents' topics, newest first, with what is unread; above them the agent's own chat with the bot.

import { byId, h, syncList, walkWithArrows } from "./dom.js";
import { currentLanguage, t } from "./i18n.js";
import { nameOf } from "./message.js";
import { toDate, whenText } from "./times.js";

const KEPT_AS = "sandbox.seen";
// Telegram's first topic colour, for topics that come without one.
const DEFAULT_COLOUR = 0x6fb9f0;
const GENERAL = { key: "general", threadId: null };

export class TopicList {
  // onPick(topic); topic: {key, chatId, threadId, name}. onNews(topic) when a topic not on screen has something new.
  constructor({ onPick, onNews }) {
    Object.assign(this, { onPick, onNews, topics: [], picked: null, rows: [], latest: null });
    this.seen = new Map(JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "[]"));
    this.list = byId("topic-list");
    this.filter = byId("topic-filter");
    this.filter.addEventListener("input", () => this.render());
    walkWithArrows(this.list);
  }

  update(state, agent, now) {
    Object.assign(this, { now });
    const own = agent && { key: `private ${agent.id}`, chatId: agent.id, threadId: null, name: t("topic.private", { name: nameOf(agent) }), special: true };
    const general = { ...GENERAL, chatId: state.staff_chat, name: t("topic.general"), special: true };
    const topics = state.topics.map((topic) => this.topic(topic, state.staff_chat)).sort((a, b) => b.at - a.at || b.threadId - a.threadId);
    this.topics = [general, own, ...topics].filter(Boolean);
    this.noteNews(topics);
    this.render();
  }

  topic({ thread_id: threadId, name, icon_color: colour, closed, last_at: lastAt }, chatId) {
    return { key: threadId, chatId, threadId, name, colour, closed, lastAt, at: lastAt ? toDate(lastAt).getTime() : 0 };
  }

  // Special rows carry no time in the state; the page tells us when something arrived there.
  noteSpecial(chatId) {
    const row = this.topics.find((topic) => topic.special && topic.chatId === chatId);
    if (!row || row.key === this.picked) return;
    this.seen.set(row.key, "unread");
    this.render();
  }

  noteNews(topics) {
    const before = this.latest;
    this.latest = new Map(topics.map((topic) => [topic.key, topic.lastAt]));
    if (!before) return;
    for (const topic of topics) {
      if (topic.lastAt !== before.get(topic.key) && topic.key !== this.picked) this.onNews(topic);
    }
  }

  pick(key) {
    this.picked = key;
    this.seen.delete(key);
    this.render();
    this.onPick(this.current());
  }

  current() {
    return this.topics.find((topic) => topic.key === this.picked) ?? null;
  }

  unread(topic) {
    if (topic.special) return this.seen.get(topic.key) === "unread";
    if (topic.key === this.picked) this.seen.set(topic.key, topic.lastAt);
    return topic.at > 0 && this.seen.get(topic.key) !== topic.lastAt;
  }

  render() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.topics.filter((topic) => words.every((word) => topic.name.toLowerCase().includes(word)));
    syncList(this.list, found, {
      key: (topic) => topic.key,
      print: (topic) => JSON.stringify([topic, this.unread(topic), topic.key === this.picked, this.when(topic), currentLanguage()]),
      build: (topic) => this.row(topic),
    });
    const some = this.topics.some((topic) => !topic.special);
    byId("topic-none").hidden = some && found.length > 0;
    byId("topic-none").textContent = t(some ? "topics.nomatch" : "topics.none");
    sessionStorage.setItem(KEPT_AS, JSON.stringify([...this.seen]));
  }

  when(topic) {
    return topic.at ? whenText(new Date(topic.at), this.now) : "";
  }

  row(topic) {
    const unread = this.unread(topic);
    const dot = h("span", { class: `dot${topic.special ? " special" : ""}`, "aria-hidden": "true" }, topic.special ? (topic.key === "general" ? "#" : "✉") : "");
    dot.style.setProperty("--colour", `#${(topic.colour ?? DEFAULT_COLOUR).toString(16).padStart(6, "0")}`);
    const mark = unread ? h("span", { class: "unread", role: "img", "aria-label": t("topics.unread"), testid: "topic-unread" }) : null;
    const name = h("span", { class: "name", dir: "auto" }, topic.name);
    const closed = topic.closed ? h("span", { class: "code" }, t("topics.closed")) : null;
    const current = topic.key === this.picked;
    const look = `row${unread ? " has-unread" : ""}${topic.closed ? " closed" : ""}${this.isNew(topic) ? " fresh" : ""}`;
    const button = h("button", { type: "button", class: look, testid: "topic", "data-thread": topic.threadId ?? topic.key, "aria-current": current && "true", onclick: () => this.pick(topic.key) });
    button.append(dot, h("span", { class: "lines" }, h("span", { class: "line" }, name, closed)), h("time", {}, this.when(topic)));
    if (mark) button.append(mark);
    return h("li", {}, button);
  }

  // True once for each change of a topic's time, so that the row lights up when it is rebuilt for that change only.
  isNew(topic) {
    this.lit ??= new Map();
    const before = this.lit.get(topic.key);
    this.lit.set(topic.key, topic.lastAt);
    return !topic.special && before !== undefined && before !== topic.lastAt && topic.key !== this.picked;
  }
}
