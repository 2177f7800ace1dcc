// Small things the modules share.

export const body = document.body;

/** The text of a word the page carries, such as word("saving"). */
export const word = (name: string): string => body.getAttribute("data-w-" + name) ?? "";

/** Calls f when the page is ready and again after every swap, with what is new. */
export function onContent(f: (root: ParentNode) => void): void {
  f(document);
  document.addEventListener("kosh:content", (e) => f((e as CustomEvent<ParentNode>).detail));
}

/** Elements under root, root itself too, that match. */
export function find<T extends Element>(root: ParentNode, selector: string): T[] {
  const found = [...root.querySelectorAll<T>(selector)];
  return root instanceof Element && root.matches(selector) ? [root as unknown as T, ...found] : found;
}

/** Says something to a screen reader, once. */
export function say(text: string): void {
  const p = document.getElementById("say");
  if (p) p.textContent = text;
}

/** Whether the keyboard belongs to what has the focus. */
export const typing = (t: EventTarget | null): boolean =>
  t instanceof HTMLElement &&
  (t.isContentEditable || t.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])"));

/** An icon made of one path, for states written by the browser. */
export function icon(path: string): SVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const p = document.createElementNS(ns, "path");
  p.setAttribute("d", path);
  svg.append(p);
  return svg;
}

export const CHECK = "m4.5 10.5 3.7 3.7L15.5 6";

/** Digits of Bangla and Devanagari as Latin ones. */
export const latin = (s: string): string =>
  s.replace(/[০-৯]/g, (d) => String(d.charCodeAt(0) - 0x9e6)).replace(/[०-९]/g, (d) => String(d.charCodeAt(0) - 0x966));

/** A number in the digits of the page's language. */
export const digits = (n: number): string =>
  document.documentElement.lang === "bn" ? String(n).replace(/\d/g, (d) => String.fromCharCode(0x9e6 + Number(d))) : String(n);
