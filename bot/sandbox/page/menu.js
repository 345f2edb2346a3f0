// The small menu of a message: reply, edit one's own, react.

import { h } from "./dom.js";
import { t } from "./i18n.js";

// A few of those that Telegram lets everybody use, bots too.
const EMOJI = ["👍", "❤", "🔥", "🙏", "👎"];

let open = null;

function close() {
  open?.remove();
  open = null;
}

// `actions`: reply(message), edit(message) or null, react(message, emoji).
export function openMenu(anchor, message, actions) {
  const again = open?.parentElement === anchor;
  close();
  if (again) return;
  const item = (label, testid, act) => h("button", { type: "button", role: "menuitem", testid, onclick: () => { close(); act(); } }, label);
  const items = [item(t("reply"), "menu-reply", () => actions.reply(message))];
  if (actions.edit) items.push(item(t("edit"), "menu-edit", () => actions.edit(message)));
  const signs = EMOJI.map((emoji) => item(emoji, "menu-react", () => actions.react(message, emoji)));
  open = h("div", { class: "menu", role: "menu", testid: "message-menu" }, items, h("div", { class: "menu-signs" }, signs));
  open.addEventListener("keydown", (event) => event.key === "Escape" && close());
  anchor.append(open);
  open.querySelector("button").focus();
}

document.addEventListener("click", (event) => {
  if (open && !open.parentElement.contains(event.target)) close();
});
