// Presses an inline button and shows what the bot answers: nothing, a toast or an alert.

import { api } from "./api.js";
import { t } from "./i18n.js";
import { notify, notifyError, showAlert } from "./notices.js";

// Telegram forgets an unanswered press after about 15 seconds, and so does the sandbox.
const PATIENCE_MS = 15000;
const ASK_EVERY_MS = 150;

export async function pressButton({ userId, message, button, element }) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  try {
    const press = { user_id: userId, chat_id: message.chat.id, message_id: message.message_id, data: button.callback_data };
    const { callback_id } = await api.press(press);
    show(await answerTo(callback_id));
  } catch (error) {
    notifyError(error);
  } finally {
    element.removeAttribute("aria-busy");
  }
}

async function answerTo(callbackId) {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const answer = await api.callback(callbackId);
    if (answer.answered) return answer;
    await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
  }
  return { text: t("press.waiting") };
}

function show({ text, show_alert: alert }) {
  if (!text) return;
  if (alert) showAlert(text);
  else notify(text);
}
