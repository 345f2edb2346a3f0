// Puts the page together: one state from the server, two conversations, and who is shown in them.

import { api, listen, oneAtATime } from "./api.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { CustomerList } from "./customers.js";
import { byId, h } from "./dom.js";
import { Hints } from "./hints.js";
import { applyWords, currentLanguage, setLanguage, t } from "./i18n.js";
import { avatar, nameOf } from "./message.js";
import { notify, notifyError } from "./notices.js";
import { TopicList } from "./topics.js";
import { Weather } from "./weather.js";

// The state lists every topic; five times a second is as fast as anyone reads.
const STATE_PAUSE_MS = 200;
const AGENT_KEPT_AS = "sandbox.agent";

let state = null;
let agentId = Number(sessionStorage.getItem(AGENT_KEPT_AS)) || null;

const customers = new CustomerList({ onPick: showCustomer });
const topics = new TopicList({ onPick: showTopic, onNews: tellNews });
const clock = new Clock();
const weather = new Weather();

const customerComposer = new Composer({ form: byId("customer-composer"), name: "customer", onSend: (what) => say(phone.place, what) });
const agentComposer = new Composer({ form: byId("agent-composer"), name: "agent", onSend: (what) => say({ ...desk.place, viewerId: agentId }, what) });

const phone = new Conversation({
  list: byId("customer-messages"),
  newer: byId("customer-newer"),
  emptyKey: "phone.empty",
  onReply: (message) => customerComposer.answer(message),
  onCommand: (command) => customerComposer.fill(command),
  onSay: (text) => customerComposer.onSend({ text }).catch(notifyError),
});
const desk = new Conversation({
  list: byId("topic-messages"),
  newer: byId("topic-newer"),
  emptyKey: "topic.empty",
  onReply: (message) => agentComposer.answer(message),
  onCommand: (command) => agentComposer.fill(command),
  onSay: (text) => agentComposer.onSend({ text }).catch(notifyError),
});
new Hints({ onPick: useHint });

const refreshState = oneAtATime(async () => {
  try {
    state = await api.state();
    draw();
  } catch (error) {
    notifyError(error);
  }
}, STATE_PAUSE_MS);

function draw() {
  clock.update(state);
  drawAgents();
  customers.update(state.customers);
  topics.update(state, agent(), clock.now());
  weather.update(state, customers.find(customers.picked));
  drawHeads();
}

const agent = () => state.agents.find((one) => one.id === agentId) ?? state.agents[0] ?? null;

function drawAgents() {
  agentId = agent()?.id ?? null;
  const select = byId("agent-select");
  const options = state.agents.map((one) => h("option", { value: one.id }, nameOf(one)));
  if (select.options.length !== options.length) select.replaceChildren(...options);
  select.value = String(agentId);
}

function drawHeads() {
  const customer = customers.find(customers.picked);
  byId("phone-name").textContent = customer ? nameOf(customer) : t("phone");
  byId("phone-about").textContent = customer?.about ?? "";
  byId("phone-avatar").replaceChildren(...(customer ? [avatar(customer)] : []));
  byId("phone-pick").hidden = Boolean(customer);
  customerComposer.open(customer?.id ?? null, customer ? t("write.customer", { name: nameOf(customer) }) : t("write.off"));

  const topic = topics.current();
  byId("topic-name").textContent = topic?.name ?? t("desk");
  byId("topic-pick").hidden = Boolean(topic);
  const key = topic?.chatId === agentId ? "write.private" : "write.agent";
  agentComposer.open(topic?.key ?? null, topic && agent() ? t(key, { name: nameOf(agent()) }) : t("write.off"));
}

function showCustomer(customer) {
  byId("customer-side").dataset.pane = "chat";
  phone.show(customer && { chatId: customer.id, threadId: null, viewerId: customer.id, showNames: false });
  weather.update(state, customer);
  drawHeads();
  if (matchMedia("(hover: hover)").matches) customerComposer.field.focus();
}

function showTopic(topic) {
  byId("agent-side").dataset.pane = "chat";
  desk.show(topic && { chatId: topic.chatId, threadId: topic.threadId, viewerId: agentId, showNames: topic.chatId < 0 });
  drawHeads();
}

function playAgent(id) {
  const wasPrivate = topics.picked === `private ${agentId}`;
  agentId = id;
  sessionStorage.setItem(AGENT_KEPT_AS, String(id));
  topics.update(state, agent(), clock.now());
  if (wasPrivate) topics.pick(`private ${id}`);
  desk.playAs(id);
  drawHeads();
}

function say(place, { text, file, replyTo }) {
  const where = place.chatId === place.viewerId ? {} : { chat_id: place.chatId, thread_id: place.threadId };
  const fields = { user_id: place.viewerId, ...where };
  if (file) return api.photo(file, { ...fields, caption: text || undefined, reply_to: replyTo });
  return api.write({ ...fields, text, reply_to: replyTo });
}

function useHint({ language, text }) {
  const current = customers.find(customers.picked);
  if (!current || (current.language_code === "ru") !== (language === "ru")) {
    const person = customers.firstWhoSpeaks(language);
    if (person) customers.pick(person.id);
  }
  showSide("customer");
  customerComposer.fill(text);
}

function tellNews(topic) {
  if (clock.firing()) notify(t("clock.fired", { name: topic.name }), { kind: "fired", action: () => openTopic(topic.key) });
}

function openTopic(key) {
  showSide("agents");
  topics.pick(key);
}

function onChange(chats) {
  refreshState();
  for (const view of [phone, desk]) {
    if (!chats || chats.some(({ chatId, threadId }) => view.shows(chatId, threadId))) view.refresh();
  }
  for (const { chatId, threadId } of chats ?? []) if (threadId === null) topics.noteSpecial(chatId);
}

function showSide(side) {
  document.body.dataset.side = side;
  for (const tab of document.querySelectorAll("[data-tab]")) tab.setAttribute("aria-selected", String(tab.dataset.tab === side));
}

function speak(language) {
  setLanguage(language);
  if (state) draw();
  phone.render();
  desk.render();
}

for (const tab of document.querySelectorAll("[data-tab]")) tab.addEventListener("click", () => showSide(tab.dataset.tab));
for (const back of document.querySelectorAll("[data-back]")) {
  back.addEventListener("click", () => { byId(back.dataset.back).dataset.pane = "list"; });
}
byId("language").value = currentLanguage();
byId("language").addEventListener("change", (event) => speak(event.target.value));
byId("agent-select").addEventListener("change", (event) => playAgent(Number(event.target.value)));
byId("alert-close").addEventListener("click", () => byId("alert").close());
applyWords();
showSide("customer");
listen({ onChange, onConnection: (on) => { byId("line-off").hidden = on; } });
