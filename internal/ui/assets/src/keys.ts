// The keyboard: / finds, ? helps, G then a letter goes, J and K move, Ctrl L
// locks. Single letters can be switched off (WCAG 2.1.4) and never work while
// somebody types.
import { body, find, typing } from "./dom";
import { lock } from "./idle";

let after = 0; // until when the key after G counts

const visible = (el: HTMLElement): boolean => el.checkVisibility();

/** The links of the list that is in use: the one with the focus, else the first. */
function items(): HTMLElement[] {
  const list = document.activeElement?.closest("[data-list]") ?? document.querySelector("main [data-list]");
  return list ? find<HTMLElement>(list, "a[href]").filter(visible) : [];
}

function move(step: number): boolean {
  const all = items();
  if (all.length === 0) return false;
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
  return true;
}

function press(selector: string): boolean {
  const el = find<HTMLElement>(document, selector).find(visible);
  el?.click();
  return el !== undefined;
}

function finder(): boolean {
  const q = document.getElementById("q");
  if (!(q instanceof HTMLInputElement)) return false;
  q.focus();
  q.select();
  return true;
}

function help(): boolean {
  const sheet = document.getElementById("keys-help");
  sheet?.togglePopover();
  return sheet !== null;
}

/** Esc: leave the field, close what is open, else go back where the page says. */
function escape(e: KeyboardEvent): void {
  const open = find<HTMLDetailsElement>(document, "details.menu[open], details.reveal[open]")[0];
  if (open) {
    open.open = false;
    open.querySelector("summary")?.focus();
  } else if (typing(e.target)) (e.target as HTMLElement).blur();
  else if (!document.querySelector(":popover-open")) press("a[data-back]");
}

/** The arrow down from the find box enters the results. */
function fromFind(e: KeyboardEvent): boolean {
  if (e.key !== "ArrowDown" || (e.target as Element).id !== "q") return false;
  const first = find<HTMLElement>(document, "main [data-list] a[href]").find(visible);
  first?.focus();
  return first !== undefined;
}

function single(e: KeyboardEvent): boolean {
  const k = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  if (after > e.timeStamp) {
    after = 0;
    return press(`[data-go="${CSS.escape(k)}"]`) || true;
  }
  switch (k) {
    case "/": return finder();
    case "?": return help();
    case "g": after = e.timeStamp + 1500; return true;
    case "j": return move(1);
    case "k": return move(-1);
  }
  return k.length === 1 && press(`[data-key="${CSS.escape(k)}"]`);
}

function arrows(e: KeyboardEvent): boolean {
  const inList = document.activeElement?.closest("[data-list]");
  if (!inList) return false;
  return e.key === "ArrowDown" ? move(1) : e.key === "ArrowUp" ? move(-1) : false;
}

export function keys(): void {
  addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (e.ctrlKey && !e.altKey && !e.shiftKey && !e.metaKey && e.key.toLowerCase() === "l") {
      if (lock()) e.preventDefault();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape") return escape(e);
    let done = fromFind(e);
    if (!done && !typing(e.target)) done = arrows(e) || (body.dataset.keys !== "off" && single(e));
    if (done) e.preventDefault();
  });
}
