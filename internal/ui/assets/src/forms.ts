// Forms: sent once, first mistake in focus, choices that send themselves.
import { find, onContent, say, word } from "./dom";

export function forms(): void {
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    if (e.defaultPrevented && !form.hasAttribute("data-swap")) return;
    if (form.hasAttribute("data-typeahead")) return;
    if (form.hasAttribute("data-sent")) {
      e.preventDefault();
      e.stopImmediatePropagation();
      return;
    }
    form.setAttribute("data-sent", "");
    form.removeAttribute("data-dirty");
    const button = e.submitter;
    // After this turn: a disabled button would drop out of the form's data.
    setTimeout(() => button?.setAttribute("aria-disabled", "true"));
    if (!form.hasAttribute("data-swap")) setTimeout(() => say(word("working")), 400);
  }, true);

  // Coming back to a page the browser kept: the forms may be sent again.
  addEventListener("pageshow", () => {
    for (const f of find<HTMLFormElement>(document, "form[data-sent]")) f.removeAttribute("data-sent");
    for (const b of find<HTMLElement>(document, "[aria-disabled]")) b.removeAttribute("aria-disabled");
  });

  document.addEventListener("change", (e) => {
    const form = (e.target as Element).closest<HTMLFormElement>("form[data-auto]");
    form?.requestSubmit();
  });

  document.addEventListener("click", (e) => {
    const b = (e.target as Element).closest<HTMLElement>("button[data-copy]");
    const from = b && document.getElementById(b.getAttribute("data-copy") ?? "");
    if (from) void navigator.clipboard.writeText((from.textContent ?? "").trim());
  });

  // A menu closes when the work goes on elsewhere.
  document.addEventListener("click", (e) => {
    for (const d of find<HTMLDetailsElement>(document, "details.menu[open]")) if (!d.contains(e.target as Node)) d.open = false;
  });

  onContent((root) => {
    const bad = find<HTMLElement>(root, "[aria-invalid=true]")[0];
    if (bad && !document.querySelector(":focus-visible:not(#q)")) bad.focus();
  });
}
