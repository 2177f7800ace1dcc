// Autosave: a form with data-draft is kept on the server while it is typed, so
// that a lock, a crash or a lost line loses nothing. Nothing is kept by the
// browser; text that could not be sent stays in the open page and goes when the
// line is back.
import { body, CHECK, find, icon, onContent, word } from "./dom";

interface Draft {
  form: HTMLFormElement;
  timer: number;
  sending: Promise<boolean> | null;
  sent: string;
}

const open = new Map<HTMLFormElement, Draft>();

/** What is worth keeping: no passwords, no files, no hidden fields. */
function fields(form: HTMLFormElement): URLSearchParams {
  const out = new URLSearchParams();
  for (const el of form.elements) {
    if (!(el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement || el instanceof HTMLSelectElement)) continue;
    if (!el.name || ["password", "file", "hidden", "submit", "button"].includes(el.type)) continue;
    if (el instanceof HTMLInputElement && (el.type === "radio" || el.type === "checkbox") && !el.checked) continue;
    out.append("f." + el.name, el.value);
  }
  return out;
}

/** Says in words how the form stands. */
function state(form: HTMLFormElement, text: string, how: "good" | "bad" | "wait"): void {
  for (const el of find<HTMLElement>(form, "[data-saved]")) {
    el.dataset.state = how;
    el.replaceChildren(...(how === "good" ? [icon(CHECK), text] : [text]));
  }
}

async function post(d: Draft, alive: boolean): Promise<boolean> {
  const content = fields(d.form).toString();
  if (content === d.sent) return true;
  const data = new URLSearchParams(content);
  data.set("form", d.form.dataset.draft ?? "");
  data.set("subject", d.form.dataset.subject ?? "");
  data.set("version", d.form.dataset.version ?? "0");
  const csrf = d.form.elements.namedItem("_csrf");
  if (csrf instanceof HTMLInputElement) data.set("_csrf", csrf.value);
  data.set("_key", crypto.randomUUID());
  try {
    const r = await fetch(body.dataset.draftsPath ?? "/drafts", {
      method: "POST", body: data, headers: { "X-Fragment": "1" }, credentials: "same-origin", keepalive: alive,
    });
    if (r.redirected) return false; // locked or signed out meanwhile
    const text = await r.text();
    if (!r.ok) {
      state(d.form, r.status === 409 ? text : word("unsaved"), "bad");
      return false;
    }
    d.sent = content;
    d.form.dataset.version = r.headers.get("X-Draft-Version") ?? d.form.dataset.version ?? "0";
    if (fields(d.form).toString() === content) d.form.removeAttribute("data-dirty");
    state(d.form, text, "good");
    return true;
  } catch {
    state(d.form, word("offline"), "bad");
    return false;
  }
}

async function save(d: Draft, alive = false): Promise<boolean> {
  clearTimeout(d.timer);
  if (d.sending) await d.sending;
  d.sending = post(d, alive);
  const ok = await d.sending;
  d.sending = null;
  return ok;
}

/** Saves every form that has unsent text. True when nothing is left unsent. */
export async function flush(): Promise<boolean> {
  const unsent = [...open.values()].filter((d) => d.form.isConnected && d.form.hasAttribute("data-dirty"));
  const done = await Promise.all(unsent.map((d) => save(d, true)));
  return done.every(Boolean);
}

function watch(form: HTMLFormElement): void {
  if (open.has(form)) return;
  const d: Draft = { form, timer: 0, sending: null, sent: fields(form).toString() };
  open.set(form, d);
  form.addEventListener("input", () => {
    form.setAttribute("data-dirty", "");
    form.setAttribute("data-touched", "");
    state(form, word("saving"), "wait");
    clearTimeout(d.timer);
    d.timer = window.setTimeout(() => void save(d), 1000);
  });
  form.addEventListener("focusout", () => {
    if (form.hasAttribute("data-dirty") && !form.hasAttribute("data-sent")) void save(d);
  });
  form.addEventListener("submit", () => clearTimeout(d.timer));
}

export function drafts(): void {
  onContent((root) => {
    for (const f of [...open.keys()]) if (!f.isConnected) open.delete(f);
    find<HTMLFormElement>(root, "form[data-draft]").forEach(watch);
  });
  addEventListener("online", () => void flush());
  addEventListener("pagehide", () => void flush());
}
