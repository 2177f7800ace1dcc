// Idle: after the page's minutes without a key, pointer or touch in any window
// of this browser, drafts are saved, the page is cleared and the session locked.
// The server counts for itself; this only makes the screen follow.
import { body, word } from "./dom";
import { flush } from "./drafts";

let last = 0;
let locking = false;

const form = (): HTMLFormElement | null => document.getElementById("lock-form") as HTMLFormElement | null;

/** Hides everything; text not yet saved stays in the page behind it. */
function veil(): void {
  const p = document.createElement("p");
  p.id = "veil";
  p.textContent = word("offline");
  body.append(p);
  body.classList.add("veil");
}

async function go(f: HTMLFormElement): Promise<void> {
  const data = new URLSearchParams();
  for (const [k, v] of new FormData(f)) if (typeof v === "string") data.append(k, v);
  const saved = await Promise.race([flush(), new Promise<boolean>((ok) => setTimeout(() => ok(false), 3000))]);
  try {
    const r = await fetch(f.action, { method: "POST", body: data, credentials: "same-origin" });
    if (!saved && r.status >= 500) throw new Error("not locked");
    body.replaceChildren();
    location.replace(r.redirected ? r.url : f.action);
  } catch {
    // No line: hide the page now, lock as soon as it is back.
    if (!body.classList.contains("veil")) veil();
    setTimeout(() => void go(f), 5000);
  }
}

/** Locks now. False when the page has no session to lock. */
export function lock(): boolean {
  const f = form();
  if (!f) return false;
  if (!locking) {
    locking = true;
    void go(f);
  }
  return true;
}

export function idle(): void {
  const minutes = Number(body.dataset.idle ?? "0");
  if (!minutes || !form()) return;
  const channel = new BroadcastChannel("kosh-active");
  let told = 0;
  last = Date.now();
  const active = (): void => {
    last = Date.now();
    if (last - told > 5000) {
      told = last;
      channel.postMessage(0); // says only that somebody is there
    }
  };
  channel.onmessage = () => { last = Date.now(); };
  for (const type of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"])
    addEventListener(type, active, { passive: true, capture: true });
  const check = (): void => {
    if (Date.now() - last >= minutes * 60_000) lock();
  };
  setInterval(check, 5000);
  document.addEventListener("visibilitychange", check); // a laptop that slept
}
