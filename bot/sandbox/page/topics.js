// The agents' topics, newest first, with what is unread; above them General and each agent's own chat with the bot.

import { byId, h, onTap, syncList, walkWithArrows } from "./dom.js";
import { currentLanguage, t } from "./i18n.js";
import { avatar, nameOf } from "./message.js";
import { toDate, whenText } from "./times.js";

const KEPT_AS = "sandbox.seen";
// Telegram's first topic colour, for topics that come without one.
const DEFAULT_COLOUR = 0x6fb9f0;
const GENERAL = { key: "general", threadId: null };

export class TopicList {
  // onPick(topic); topic: {key, chatId, threadId, name, owner} (`owner`: whose private chat it is). onNews(topic) when a topic not on screen has something new.
  constructor({ onPick, onNews }) {
    Object.assign(this, { onPick, onNews, topics: [], picked: null, rows: [], latest: null });
    this.seen = new Map(JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "[]"));
    this.list = byId("topic-list");
    this.filter = byId("topic-filter");
    this.filter.addEventListener("input", () => this.render());
    walkWithArrows(this.list);
    onTap(this.list, (row) => row.dataset.thread, (name) => this.pick(this.topics.find((topic) => String(topic.key) === name)?.key));
  }

  update(state, now) {
    Object.assign(this, { now });
    const general = { ...GENERAL, chatId: state.staff_chat, name: t("topic.general"), special: true, count: state.general_last_id };
    const own = state.agents.map((agent) => this.privateChat(agent));
    const topics = state.topics.map((topic) => this.topic(topic, state.staff_chat)).sort((a, b) => b.at - a.at || b.threadId - a.threadId);
    this.topics = [general, ...own, ...topics];
    this.noteNews(topics);
    this.render();
  }

  topic({ thread_id: threadId, name, icon_color: colour, closed, last_at: lastAt }, chatId) {
    return { key: threadId, chatId, threadId, name, colour, closed, lastAt, at: lastAt ? toDate(lastAt).getTime() : 0 };
  }

  privateChat({ id, about, unread = 0, ...person }) {
    const owner = { id, ...person };
    return { key: `private ${id}`, chatId: id, threadId: null, name: t("topic.private", { name: nameOf(owner) }), about, special: true, owner, count: unread };
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
    this.render();
    this.onPick(this.current());
  }

  current() {
    return this.topics.find((topic) => topic.key === this.picked) ?? null;
  }

  // The place that a step of the ten cases means: a customer's topic or an agent's private chat.
  find({ in: customer, private: agent }) {
    const names = (topic) => (agent ? topic.owner && nameOf(topic.owner).startsWith(agent) : !topic.special && topic.name.split(" · ").at(-1).startsWith(customer));
    return this.topics.find(names);
  }

  unread(topic) {
    if (topic.special) return this.specialUnread(topic);
    if (topic.key === this.picked) this.seen.set(topic.key, topic.lastAt);
    return topic.at > 0 && this.seen.get(topic.key) !== topic.lastAt;
  }

  // Counted by what came; a count that fell means that its owner wrote, and so has read.
  specialUnread({ key, count }) {
    const before = this.seen.get(key) ?? 0;
    if (key === this.picked || count < before) this.seen.set(key, count);
    return count > (this.seen.get(key) ?? 0);
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
    const dot = topic.owner ? avatar(topic.owner) : h("span", { class: `dot${topic.special ? " special" : ""}`, "aria-hidden": "true" }, topic.special ? "#" : "");
    if (!topic.owner) dot.style.setProperty("--colour", `#${(topic.colour ?? DEFAULT_COLOUR).toString(16).padStart(6, "0")}`);
    const mark = unread ? h("span", { class: "unread", role: "img", "aria-label": t("topics.unread"), testid: "topic-unread" }) : null;
    const name = h("span", { class: "name", dir: "auto" }, topic.name);
    const about = topic.about ? h("span", { class: "code" }, topic.about) : null;
    const closed = topic.closed ? h("span", { class: "code" }, t("topics.closed")) : null;
    const current = topic.key === this.picked;
    const look = `row${unread ? " has-unread" : ""}${topic.closed ? " closed" : ""}${topic.special ? " special" : ""}${this.isNew(topic) ? " fresh" : ""}`;
    const button = h("button", { type: "button", class: look, testid: "topic", "data-thread": topic.threadId ?? topic.key, "aria-current": current && "true" });
    button.append(dot, h("span", { class: "lines" }, h("span", { class: "line" }, name, about, closed)), h("time", {}, this.when(topic)));
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
