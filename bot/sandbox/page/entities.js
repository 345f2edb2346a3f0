// Turns a Telegram text with its entities into elements. Offsets are UTF-16 units, as JavaScript counts.

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { copyText } from "./notices.js";

const PLAIN_TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", custom_emoji: "span" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE_ADDRESS = /^(https?:|mailto:|tel:|tg:)/i;

export function renderText(text, entities = [], { onCommand } = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return renderRange(text, sorted, 0, text.length, onCommand);
}

function renderRange(text, entities, from, to, onCommand) {
  const fragment = document.createDocumentFragment();
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    const inside = others.filter((other) => other.offset < end);
    rest = others.filter((other) => other.offset >= end);
    if (end <= start) continue;
    // Telegram's own line break around a block is the block's edge, not an empty line.
    const isBlock = BLOCKS.has(entity.type);
    fragment.append(isBlock ? text.slice(at, start).replace(/\n$/, "") : text.slice(at, start));
    fragment.append(element(entity, text.slice(start, end), () => renderRange(text, inside, start, end, onCommand), onCommand));
    at = isBlock && text[end] === "\n" ? Math.min(end + 1, to) : end;
  }
  fragment.append(text.slice(at, to));
  return fragment;
}

function element(entity, raw, inner, onCommand) {
  switch (entity.type) {
    case "code":
      return copyable("code", raw);
    case "pre":
      return copyable("pre", raw);
    case "blockquote":
      return h("blockquote", {}, inner());
    case "expandable_blockquote":
      return expandable(inner());
    case "text_link":
      return link(entity.url, inner());
    case "url":
      return link(/^[a-z]+:/i.test(raw) ? raw : `https://${raw}`, inner());
    case "email":
      return link(`mailto:${raw}`, inner());
    case "phone_number":
      return link(`tel:${raw.replace(/[^+\d]/g, "")}`, inner());
    case "bot_command":
      return h("button", { type: "button", class: "command", onclick: () => onCommand?.(raw) }, raw);
    case "spoiler":
      return spoiler(inner());
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return h("span", { class: "tag" }, inner());
    default:
      return h(PLAIN_TAGS[entity.type] ?? "span", {}, inner());
  }
}

function link(address, content) {
  if (!SAFE_ADDRESS.test(address ?? "")) return h("span", {}, content);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, content);
}

function copyable(tag, raw) {
  const copy = () => copyText(raw);
  const onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    copy();
  };
  const props = { class: "copyable", role: "button", tabindex: "0", title: t("copy"), onclick: copy, onkeydown };
  return h(tag, { ...props, testid: "copyable" }, raw);
}

function spoiler(content) {
  const show = (event) => event.currentTarget.classList.add("shown");
  return h("button", { type: "button", class: "spoiler", "aria-label": t("spoiler"), onclick: show }, content);
}

function expandable(content) {
  const body = h("div", { class: "quote-body" }, content);
  const toggle = h("button", { type: "button", class: "expand", "aria-expanded": "false", "aria-label": t("expand") }, icon("more"));
  const quote = h("blockquote", { class: "expandable", testid: "expandable-quote" }, body, toggle);
  quote.addEventListener("click", (event) => {
    if (event.target.closest("a, .copyable, .command, .spoiler") || String(getSelection())) return;
    toggle.setAttribute("aria-expanded", String(quote.classList.toggle("open")));
  });
  // Three lines or fewer have nothing to unfold; only the laid-out page can tell.
  requestAnimationFrame(() => {
    if (body.clientHeight && body.scrollHeight <= body.clientHeight + 2) quote.classList.add("short");
  });
  return quote;
}
