// Fragments: a form or link with data-swap is fetched, and what comes back
// replaces the elements with the same ids.
//
// The answer is parsed by DOMParser, which makes an inert document: scripts in
// it never run. The one Trusted Types policy of the page serves that call only.
import { find, onContent, say, word } from "./dom";

type Policy = { createHTML(s: string): string };
type Factory = { createPolicy(name: string, rules: Policy): Policy };

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy: Policy = factory ? factory.createPolicy("kosh", { createHTML: (s) => s }) : { createHTML: (s) => s };

const running = new Map<string, AbortController>();

/** Parses an answer into an inert document. */
const parse = (html: string): Document => new DOMParser().parseFromString(policy.createHTML(html), "text/html");

/** Where the focus was, so that a replaced field keeps it. */
function focusKeeper(): () => void {
  const a = document.activeElement;
  if (!(a instanceof HTMLElement) || !a.id) return () => {};
  const at = a instanceof HTMLInputElement && a.type !== "email" && a.type !== "number" ? a.selectionStart : null;
  return () => {
    const now = document.getElementById(a.id);
    if (!now || now === document.activeElement) return;
    now.focus({ preventScroll: true });
    if (at !== null && now instanceof HTMLInputElement) now.setSelectionRange(at, at);
  };
}

function place(old: Element, fresh: Element): void {
  const node = document.adoptNode(fresh);
  old.replaceWith(node);
  document.dispatchEvent(new CustomEvent("kosh:content", { detail: node }));
}

/** A whole page of another kind: the lock page, a sign-in, another language. It
 * is not put into this one; the browser asks for the page anew. */
const foreign = (doc: Document): boolean =>
  doc.getElementById("main") !== null &&
  (doc.body.className !== document.body.className || doc.documentElement.lang !== document.documentElement.lang);

/** Whether somebody typed in a form that the answer to a search would replace. */
const typedIn = (el: Element): boolean => el.querySelector("form[data-touched]") !== null;

/** Puts an answer in place. A full page replaces main; else ids are matched, and
 * with gentle, forms somebody typed in are left alone. */
function apply(doc: Document, gentle: boolean): boolean {
  const keep = focusKeeper();
  const main = doc.getElementById("main");
  let done = false;
  if (main) {
    const old = document.getElementById("main");
    if (!old) return false;
    document.title = doc.title;
    place(old, main);
    done = true;
  } else {
    for (const n of [...doc.body.children]) {
      const old = n.id ? document.getElementById(n.id) : null;
      if (!old) continue;
      done = true;
      if (!gentle || !typedIn(old)) place(old, n);
    }
  }
  keep();
  return done;
}

/** Whether the answer belongs to a page other than the one that asked. */
const elsewhere = (r: Response): boolean => r.redirected && new URL(r.url).pathname !== location.pathname;

/** Fetches url and puts the answer in place. name groups requests: a newer one
 * of the same name stops the older. quiet: nobody asked, so it is not activity;
 * gentle: what somebody typed meanwhile stays. */
export async function load(url: string, init: RequestInit, name: string, quiet = false, gentle = quiet): Promise<boolean> {
  running.get(name)?.abort();
  const ctl = new AbortController();
  running.set(name, ctl);
  const headers: Record<string, string> = { "X-Fragment": "1" };
  if (quiet) headers["X-Live"] = "1";
  try {
    const r = await fetch(url, { ...init, headers, signal: ctl.signal, credentials: "same-origin", cache: "no-store" });
    if (elsewhere(r)) {
      if (quiet && document.querySelector("form[data-dirty]")) return false;
      location.assign(r.url);
      return true;
    }
    const html = await r.text();
    if (ctl.signal.aborted) return false;
    if (r.status >= 500 && quiet) return false;
    const doc = parse(html);
    if (foreign(doc)) {
      if (!quiet || !document.querySelector("form[data-dirty]")) location.reload();
      return true;
    }
    return apply(doc, gentle);
  } catch (e) {
    if ((e as Error).name === "AbortError") return false;
    if (!quiet) say(word("offline"));
    return false;
  } finally {
    if (running.get(name) === ctl) running.delete(name);
  }
}

/** The request a form stands for. */
export function request(form: HTMLFormElement, submitter: HTMLElement | null): [string, RequestInit] {
  const data = new FormData(form, submitter as HTMLButtonElement | null);
  const params = new URLSearchParams();
  for (const [k, v] of data) if (typeof v === "string") params.append(k, v);
  const action = (submitter?.getAttribute("formaction") ?? form.getAttribute("action")) || location.pathname;
  if (form.method === "get") return [action + "?" + params.toString(), { method: "GET" }];
  return [action, { method: "POST", body: params }];
}

const nameOf = (el: Element): string => el.id || el.getAttribute("action") || el.getAttribute("href") || "swap";

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  form.setAttribute("aria-busy", "true");
  const typeahead = form.hasAttribute("data-typeahead");
  const key = form.elements.namedItem("_key");
  // The same form again with other content is another request, not a repeat.
  if (typeahead && key instanceof HTMLInputElement) key.value = crypto.randomUUID();
  const [url, init] = request(form, submitter);
  await load(url, init, nameOf(form), false, typeahead);
  form.removeAttribute("aria-busy");
  form.removeAttribute("data-sent");
  find<HTMLElement>(form, "[aria-disabled]").forEach((b) => b.removeAttribute("aria-disabled"));
}

export function swap(): void {
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    if (!form.matches("form[data-swap]") || e.defaultPrevented) return;
    e.preventDefault();
    void send(form, e.submitter);
  });
  document.addEventListener("click", (e) => {
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const a = (e.target as Element).closest<HTMLAnchorElement>("a[data-swap]");
    if (!a || a.origin !== location.origin) return;
    e.preventDefault();
    void load(a.href, { method: "GET" }, nameOf(a)).then((ok) => {
      if (!ok) location.assign(a.href);
    });
  });
  onContent((root) => {
    for (const form of find<HTMLFormElement>(root, "form[data-typeahead]")) {
      let timer = 0;
      form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = window.setTimeout(() => void send(form, null), 180);
      });
    }
  });
}
