// "What to try first": five messages that show what the bot is for. Closing the panel is remembered.

import { byId, h } from "./dom.js";
import { t } from "./i18n.js";

const KEPT_AS = "sandbox.hints";

// In the customer's language, not the page's: the bot must read them, and agents must answer in kind.
const HINTS = [
  { key: "late", language: "en", text: "Hi, where is my parcel? It was promised yesterday and I'm flying out tomorrow morning, I really need it today!" },
  { key: "angry", language: "en", text: "This is the THIRD time I'm writing. I sent the jacket back two weeks ago and still no refund. Useless. I want my money back NOW." },
  { key: "haggler", language: "en", text: "Nice lamp, but 49 is a bit much. I saw it cheaper elsewhere. What's your best price if I take two? Any promo code?" },
  { key: "worry", language: "en", text: "Please cancel my order. I don't see the point in anything any more and nobody will need it." },
  { key: "russian", language: "ru", text: "Здравствуйте! Размер не подошёл, хочу обменять на M. Как это сделать и сколько ждать?" },
];

export class Hints {
  constructor({ onPick }) {
    this.panel = byId("hints");
    const chips = HINTS.map((hint) => h("button", { type: "button", class: "hint", testid: `hint-${hint.key}`, "data-t": `hint.${hint.key}`, onclick: () => onPick(hint) }));
    byId("hint-list").append(...chips);
    byId("hints-close").addEventListener("click", () => this.open(false));
    byId("hints-open").addEventListener("click", () => this.open(this.panel.hidden));
    this.open(localStorage.getItem(KEPT_AS) !== "closed");
  }

  open(open) {
    this.panel.hidden = !open;
    byId("hints-open").setAttribute("aria-expanded", String(open));
    byId("hints-open").title = t("hints.open");
    localStorage.setItem(KEPT_AS, open ? "open" : "closed");
  }
}
