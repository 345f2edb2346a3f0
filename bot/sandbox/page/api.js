// Speaks the sandbox's control API. Errors come back as one readable sentence.

async function call(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  throw new Error(body.error ?? body.description ?? `${answer.status} ${answer.statusText}`);
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const api = {
  state: () => call("/sandbox/state"),
  chat: (chatId, thread) => call(`/sandbox/chat/${chatId}${thread ? `?thread=${thread}` : ""}`),
  addCustomer: (customer) => post("/sandbox/customers", customer),
  write: (message) => post("/sandbox/write", message),
  edit: (change) => post("/sandbox/edit", change),
  connectAccount: (ownerId) => post("/sandbox/business", { user_id: ownerId }),
  writeToAccount: (message) => post("/sandbox/business/write", message),
  accountChat: (account, userId) => post("/sandbox/business/chat", { account, user_id: userId }),
  react: (reaction) => post("/sandbox/react", reaction),
  press: (press) => post("/sandbox/press", press),
  callback: (id) => call(`/sandbox/callback/${encodeURIComponent(id)}`),
  advance: (seconds) => post("/sandbox/clock", { advance_seconds: seconds }),
  limits: (on) => post("/sandbox/limits", { on }),
  fault: (fault) => post("/sandbox/faults", fault),
  fileAddress: (fileId) => `/sandbox/file/${encodeURIComponent(fileId)}`,
  photo(file, fields) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== null) form.append(name, value);
    form.append("file", file, file.name || "picture.png");
    return call("/sandbox/photo", { method: "POST", body: form });
  },
};

// Calls `onChange` with the changed chats, and with null when everything may have changed (each connect).
export function listen({ onChange, onConnection }) {
  const source = new EventSource("/sandbox/events");
  source.addEventListener("open", () => {
    onConnection(true);
    onChange(null);
  });
  source.addEventListener("error", () => onConnection(false));
  source.addEventListener("change", (event) => onChange(changedChats(event.data)));
}

function changedChats(data) {
  try {
    const { chats } = JSON.parse(data);
    return chats.map(({ chat_id, thread_id }) => ({ chatId: chat_id, threadId: thread_id ?? null }));
  } catch {
    return null;
  }
}

// Runs `work` now; calls made meanwhile end in exactly one more run, and runs start at least `pause` ms apart.
export function oneAtATime(work, pause = 0) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await work();
      if (pause) await new Promise((done) => setTimeout(done, pause));
    } while (again);
    running = false;
  };
}
