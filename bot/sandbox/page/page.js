// Puts the page together: one state from the server, two conversations, and who is shown in them.

import { Cases } from "./cases.js";
import { api, listen, oneAtATime } from "./api.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { CustomerList } from "./customers.js";
import { byId, h } from "./dom.js";
import { applyWords, currentLanguage, setLanguage, t } from "./i18n.js";
import { avatar, nameOf } from "./message.js";
import { notify, notifyError } from "./notices.js";
import { TopicList } from "./topics.js";
import { Weather } from "./weather.js";

// The state lists every topic; five times a second is as fast as anyone reads.
const STATE_PAUSE_MS = 200;
const AGENT_KEPT_AS = "sandbox.agent";

let state = null;
// The customer's way to the shop: the bot, or an account of the shop's own (Telegram Business).
let line = "bot";
let agentId = Number(sessionStorage.getItem(AGENT_KEPT_AS)) || null;

const customers = new CustomerList({ onPick: showCustomer });
const topics = new TopicList({ onPick: showTopic, onNews: tellNews });
const clock = new Clock({ onMove: () => cases.moved() });
const cases = new Cases({ goTo });
const weather = new Weather();

const customerComposer = new Composer({ form: byId("customer-composer"), name: "customer", onSend: (what) => say(phone.place, what) });
const agentComposer = new Composer({ form: byId("agent-composer"), name: "agent", onSend: (what) => say({ ...desk.place, viewerId: agentId }, what) });

const phone = new Conversation({
  list: byId("customer-messages"),
  newer: byId("customer-newer"),
  emptyKey: "phone.empty",
  onReply: (message) => customerComposer.answer(message),
  onEdit: (message) => customerComposer.change(message),
  onCommand: (command) => customerComposer.fill(command),
  onSay: (text) => customerComposer.onSend({ text }).catch(notifyError),
  onPress: (label) => cases.pressed(label),
  onShown: lookAround,
});
const desk = new Conversation({
  list: byId("topic-messages"),
  newer: byId("topic-newer"),
  emptyKey: "topic.empty",
  onReply: (message) => agentComposer.answer(message),
  onEdit: (message) => agentComposer.change(message),
  onCommand: (command) => agentComposer.fill(command),
  onSay: (text) => agentComposer.onSend({ text }).catch(notifyError),
  onPress: (label) => cases.pressed(label),
  onShown: lookAround,
});

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
  topics.update(state, clock.now());
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
  byId("phone-line").disabled = !customer;
  byId("phone-line").value = line;
  customerComposer.open(customer && `${customer.id} ${line}`, customer ? t("write.customer", { name: customer.first_name }) : t("write.off"));

  const topic = topics.current();
  byId("topic-name").textContent = (topic?.owner ? t("topic.private.title", { name: nameOf(topic.owner) }) : topic?.name) ?? t("desk");
  byId("topic-pick").hidden = Boolean(topic);
  const key = topic?.owner ? "write.private" : "write.agent";
  agentComposer.open(topic?.key ?? null, topic && agent() ? t(key, { name: nameOf(agent()) }) : t("write.off"));
}

function showCustomer(customer) {
  byId("customer-side").dataset.pane = "chat";
  phone.show(customer && { chatId: customer.id, threadId: null, viewerId: customer.id, showNames: false, account: account() });
  weather.update(state, customer);
  drawHeads();
  if (matchMedia("(hover: hover)").matches) customerComposer.field.focus();
}

const account = () => (line === "account" ? state.accounts[0]?.id : undefined);

async function chooseLine(chosen) {
  try {
    // The account is that of whoever leads the desk, the last of the agents.
    if (chosen === "account" && !state.accounts.length) await api.connectAccount(state.agents.at(-1).id);
    state = await api.state();
    line = chosen;
  } catch (error) {
    notifyError(error);
  }
  showCustomer(customers.find(customers.picked));
}

function showTopic(topic) {
  // Who opens a private chat is its owner.
  if (topic?.owner) keepAgent(topic.owner.id);
  byId("agent-side").dataset.pane = "chat";
  desk.show(topic && { chatId: topic.chatId, threadId: topic.threadId, viewerId: agentId, showNames: topic.chatId < 0 });
  drawHeads();
}

function keepAgent(id) {
  agentId = id;
  sessionStorage.setItem(AGENT_KEPT_AS, String(id));
  byId("agent-select").value = String(id);
}

function playAgent(id) {
  const wasPrivate = Boolean(topics.current()?.owner);
  keepAgent(id);
  if (wasPrivate) topics.pick(`private ${id}`);
  desk.playAs(id);
  drawHeads();
}

function say(place, { text, file, kind, replyTo, changed }) {
  if (text) cases.wrote(text);
  if (place.account) return api.writeToAccount({ user_id: place.viewerId, account: place.account, text });
  const where = place.chatId === place.viewerId ? {} : { chat_id: place.chatId, thread_id: place.threadId };
  const fields = { user_id: place.viewerId, ...where };
  if (changed) return api.edit({ ...fields, chat_id: place.chatId, message_id: changed, text });
  if (file) return api.photo(file, { ...fields, kind, name: file.name, caption: text || undefined, reply_to: replyTo });
  return api.write({ ...fields, text, reply_to: replyTo });
}

// Shows where a step of the ten cases is done; a person then does it themselves.
function goTo(step, said) {
  const customer = step.to ?? (step.write && !step.in && !step.private ? step.as : null);
  if (customer) {
    showSide("customer");
    chooseBot();
    customers.pick(state.customers.find((one) => nameOf(one).startsWith(customer))?.id);
    if (step.write) customerComposer.fill(said(step.write));
    return;
  }
  if (step.clock) {
    byId("clock-tomorrow").focus();
    return;
  }
  showSide("agents");
  const named = (list) => list.find((one) => one.first_name === step.as);
  if (step.as && named(state.agents)) keepAgent(named(state.agents).id);
  const there = topics.find(step);
  if (!there) {
    notify(t("topics.none"));
    return;
  }
  topics.pick(there.key);
  if (step.write) agentComposer.fill(said(step.write));
}

function chooseBot() {
  line = "bot";
}

// Tells the ten cases what both panes show, so that what was to be seen ticks itself off.
function lookAround() {
  const topic = topics.current();
  const customer = customers.find(customers.picked);
  const shown = [];
  if (customer && phone.place && !phone.place.account) shown.push({ to: nameOf(customer), ...phone.shown() });
  if (topic?.owner) shown.push({ private: nameOf(topic.owner), ...desk.shown() });
  else if (topic) shown.push({ in: topic.name.split(" · ").at(-1), ...desk.shown() });
  cases.saw(shown);
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
}

function showSide(side) {
  document.body.dataset.side = side;
  for (const tab of document.querySelectorAll("[data-tab]")) tab.setAttribute("aria-selected", String(tab.dataset.tab === side));
}

function speak(language) {
  setLanguage(language);
  if (state) draw();
  cases.render();
  phone.render();
  desk.render();
}

for (const tab of document.querySelectorAll("[data-tab]")) tab.addEventListener("click", () => showSide(tab.dataset.tab));
for (const back of document.querySelectorAll("[data-back]")) {
  back.addEventListener("click", () => { byId(back.dataset.back).dataset.pane = "list"; });
}
byId("phone-line").addEventListener("change", (event) => chooseLine(event.target.value));
// Links into the group open its topics here.
document.addEventListener("click", (event) => {
  const thread = /^https:\/\/t\.me\/c\/\d+\/(\d+)/.exec(event.target.closest("a")?.href ?? "")?.[1];
  if (!thread || !topics.topics.some((topic) => topic.key === Number(thread))) return;
  event.preventDefault();
  openTopic(Number(thread));
});
byId("language").value = currentLanguage();
byId("language").addEventListener("change", (event) => speak(event.target.value));
byId("agent-select").addEventListener("change", (event) => playAgent(Number(event.target.value)));
byId("alert-close").addEventListener("click", () => byId("alert").close());
applyWords();
showSide("customer");
listen({ onChange, onConnection: (on) => { byId("line-off").hidden = on; } });
