// Which language the page speaks, and how its fixed texts get into the document.

import { WORDS } from "./words.js";

const KEPT_AS = "sandbox.language";
let language = localStorage.getItem(KEPT_AS) ?? (navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en");

export const currentLanguage = () => language;

export function t(key, values = {}) {
  const text = WORDS[language][key] ?? WORDS.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function setLanguage(next) {
  language = next;
  localStorage.setItem(KEPT_AS, next);
  applyWords();
}

// data-t="key" fills the text; data-t-ATTRIBUTE="key" fills an attribute (aria-label, placeholder, title).
export function applyWords() {
  document.documentElement.lang = language;
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const attribute of ["aria-label", "placeholder", "title"]) {
    for (const element of document.querySelectorAll(`[data-t-${attribute}]`)) {
      element.setAttribute(attribute, t(element.getAttribute(`data-t-${attribute}`)));
    }
  }
}
