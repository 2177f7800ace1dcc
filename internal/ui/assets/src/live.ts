// Live regions: one stream tells that a topic moved, never what is in it; the
// region is then fetched again, with the rights the person has at that moment.
import { body, find, onContent, say, word } from "./dom";
import { load } from "./swap";

let stream: EventSource | null = null;
let topics = "";

const regions = (): HTMLElement[] => find<HTMLElement>(document, "[data-live][data-live-src]");

function refresh(topic: string): void {
  for (const el of regions())
    if (el.dataset.live === topic) void load(el.dataset.liveSrc ?? "", { method: "GET" }, "live-" + el.id, true);
}

/** The stream was refused: the session is over or locked. Show that page,
 * unless it would cost unsaved text. */
function refused(): void {
  say(word("lost"));
  if (!document.querySelector("form[data-dirty]")) location.reload();
}

function connect(): void {
  const wanted = [...new Set(regions().map((el) => el.dataset.live ?? ""))].sort();
  const key = wanted.join("\n");
  if (key === topics && stream) return;
  stream?.close();
  stream = null;
  topics = key;
  if (wanted.length === 0) return;
  const query = new URLSearchParams(wanted.map((t) => ["topic", t]));
  const s = new EventSource((body.dataset.livePath ?? "/live") + "?" + query.toString());
  stream = s;
  let opened = false;
  s.onopen = () => {
    if (opened) wanted.forEach(refresh); // something may have moved while the line was down
    opened = true;
  };
  s.onmessage = (e) => refresh(String(e.data).slice(0, String(e.data).lastIndexOf(":")));
  s.onerror = () => {
    if (s.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    stream = null;
    if (opened) refused();
  };
}

export function live(): void {
  onContent(connect);
  addEventListener("pagehide", () => stream?.close());
}
