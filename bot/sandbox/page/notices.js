// Short notes at the edge of the page, Telegram's alert box, and the clipboard.

import { byId, h } from "./dom.js";
import { t } from "./i18n.js";

// Long enough to read two lines; errors stay twice as long.
const SHOWN_MS = 5000;

export function notify(text, { kind = "info", action } = {}) {
  const note = h("div", { class: `note ${kind}`, testid: "toast" });
  note.append(action ? h("button", { type: "button", onclick: () => { note.remove(); action(); } }, text) : h("p", {}, text));
  byId("notes").append(note);
  while (byId("notes").children.length > 4) byId("notes").firstElementChild.remove();
  setTimeout(() => note.remove(), kind === "error" ? 2 * SHOWN_MS : SHOWN_MS);
}

export const notifyError = (error) => notify(error.message, { kind: "error" });

export function showAlert(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyWithoutPermission(text);
  }
  notify(t("copied"));
}

// Pages that are not served from localhost have no clipboard object.
function copyWithoutPermission(text) {
  const field = h("textarea", { class: "offscreen" });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
