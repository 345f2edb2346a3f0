// One Bot API message as a bubble: reply quote, picture, text, keyboard, reactions, time.

import { api } from "./api.js";
import { h, icon } from "./dom.js";
import { renderText } from "./entities.js";
import { t } from "./i18n.js";
import { openMenu } from "./menu.js";
import { clockText, toDate } from "./times.js";

export const nameOf = (person) => [person?.first_name, person?.last_name].filter(Boolean).join(" ").trim() || `#${person?.id}`;

// Neighbours in the list of people get well apart colours: 137.5 degrees is the golden angle.
export const hueOf = (id) => Math.round((Math.abs(id) * 137.508) % 360);

export function avatar(person) {
  const letter = [...nameOf(person)][0].toUpperCase();
  const circle = h("span", { class: "avatar", "aria-hidden": "true" }, letter);
  circle.style.setProperty("--hue", hueOf(person.id));
  return circle;
}

export function serviceText(message) {
  if (message.forum_topic_created) return t("service.created", message.forum_topic_created);
  if (message.forum_topic_edited?.name) return t("service.edited", message.forum_topic_edited);
  if (message.forum_topic_closed) return t("service.closed");
  if (message.forum_topic_reopened) return t("service.reopened");
  if (message.pinned_message) return t("service.pinned");
  return null;
}

// What a message holds beside words, by the name that people have for it.
const FILES = ["voice", "video", "video_note", "audio", "document", "sticker", "animation"];
const kindOf = (message) => FILES.find((kind) => message[kind]);

export function summary(message) {
  const kind = kindOf(message);
  return message.text ?? message.caption ?? (message.photo ? t("photo") : t(kind ? `kind.${kind}` : "kind.other"));
}

// `actions`: press(button, element), say(text), command(text), reply(message), jump(messageId).
export function renderMessage(message, { viewerId, showName, fresh, actions }) {
  const service = serviceText(message);
  if (service) return message.deleted ? h("li", { hidden: true }) : h("li", { class: "service" }, service);
  const mine = message.from?.id === viewerId;
  if (message.deleted) return gone(message, mine);
  const side = `message ${mine ? "mine" : "theirs"}${message.from?.is_bot ? " bot" : ""}${fresh && !mine ? " fresh" : ""}`;
  const row = h("li", { class: side, testid: "message", "data-message-id": message.message_id });
  row.append(bubble(message, showName && !mine, mine ? actions : { ...actions, edit: null }), ...keyboard(message, actions), ...reactions(message));
  return row;
}

// One struck line is enough to see that something was there; cards are replaced often.
function gone(message, mine) {
  const line = summary(message).split("\n", 1)[0];
  const row = { class: `gone${mine ? " mine" : ""}`, testid: "deleted", title: t("deleted"), "data-message-id": message.message_id };
  return h("li", row, h("span", { class: "code" }, t("deleted")), h("s", { dir: "auto" }, line));
}

function bubble(message, showName, actions) {
  const box = h("div", { class: "bubble" });
  if (showName) box.append(author(message.from));
  box.append(...replyQuote(message, actions), ...forwarded(message), ...picture(message), ...file(message));
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  if (text) box.append(h("div", { class: "text", dir: "auto" }, renderText(text, entities, { onCommand: actions.command })));
  else if (!message.photo && !kindOf(message)) box.append(h("div", { class: "text other" }, `[${t("kind.other")}]`));
  box.append(footer(message));
  if (!actions.reply) return box;
  const menu = h("span", { class: "menu-place" });
  const words = { type: "button", class: "reply-button", "aria-label": t("menu"), "aria-haspopup": "menu", title: t("menu"), testid: "reply" };
  menu.append(h("button", { ...words, onclick: () => openMenu(menu, message, actions) }, icon("more")));
  box.append(menu);
  box.addEventListener("click", (event) => {
    if (!event.target.closest("a, button, blockquote.expandable, .copyable, img, audio, video, .menu") && !String(getSelection())) actions.reply(message);
  });
  return box;
}

function author(person) {
  const name = h("div", { class: "author" }, nameOf(person));
  name.style.setProperty("--hue", hueOf(person?.id ?? 0));
  return name;
}

function footer(message) {
  const date = toDate(message.date);
  const edited = message.edited || message.edit_date ? h("span", {}, t("edited")) : null;
  return h("div", { class: "meta" }, edited, h("time", { datetime: date.toISOString() }, clockText(date)));
}

function replyQuote(message, actions) {
  const original = message.reply_to_message;
  // In a topic Telegram marks every message as an answer to the topic's first one; nobody wants to see that.
  if (!original || original.forum_topic_created) return [];
  const jump = () => actions.jump(original.message_id);
  const words = message.quote ? `“${message.quote.text}”` : summary(original);
  return [h("button", { type: "button", class: "quoted", onclick: jump }, h("b", {}, nameOf(original.from)), h("span", {}, words))];
}

function forwarded(message) {
  const origin = message.forward_origin;
  if (!origin) return [];
  return [h("div", { class: "forwarded" }, `↪ ${origin.sender_user ? nameOf(origin.sender_user) : (origin.sender_user_name ?? "")}`)];
}

function picture(message) {
  const size = message.photo?.at(-1);
  if (!size) return [];
  const address = api.fileAddress(size.file_id);
  const image = h("img", { src: address, alt: message.caption ?? t("photo"), width: size.width, height: size.height, testid: "photo" });
  return [h("a", { href: address, target: "_blank", rel: "noopener", class: "picture" }, image)];
}

function file(message) {
  const kind = kindOf(message);
  if (!kind) return [];
  const address = api.fileAddress(message[kind].file_id);
  if (kind === "sticker") return [h("img", { class: "sticker", src: address, alt: message.sticker.emoji ?? t("kind.sticker"), testid: "sticker" })];
  const name = message[kind].file_name ?? t(`kind.${kind}`);
  return [h("a", { class: "file", href: address, target: "_blank", rel: "noopener", testid: `file-${kind}` }, `📎 ${name}`)];
}

function keyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard ?? message.reply_markup?.keyboard;
  if (!rows?.length) return [];
  const lines = rows.map((row) => h("div", { class: "keys" }, row.map((button) => key(button, message, actions))));
  return [h("div", { class: "keyboard" }, lines)];
}

function key(button, message, actions) {
  const label = typeof button === "string" ? button : button.text;
  if (/^https?:/i.test(button.url ?? "")) {
    return h("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer" }, label, " ↗");
  }
  const element = h("button", { type: "button", class: "key", testid: "inline-button" }, label);
  element.addEventListener("click", () => {
    if (button.callback_data !== undefined) actions.press(message, button, element);
    else if (button.copy_text) actions.copy(button.copy_text.text);
    else actions.say(label);
  });
  return element;
}

function reactions(message) {
  const signs = (message.reactions ?? []).map((reaction) => reaction.emoji ?? reaction.type?.emoji ?? String(reaction));
  if (!signs.length) return [];
  return [h("div", { class: "reactions", testid: "reactions" }, signs.map((sign) => h("span", { class: "reaction" }, sign)))];
}
