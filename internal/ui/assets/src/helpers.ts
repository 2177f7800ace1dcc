// Helpers beside fields: what an age or birth date was understood as, and the
// guardian's fields that only a minor needs.
import { digits, find, latin, onContent } from "./dom";

export interface Understood {
  months: number; // age in whole months
  year: number; // of birth
  exact: boolean; // a whole date was given
}

const DAY = 86_400_000;

/** Reads "34", "8m", "1990" or "5/3/1990" (day first), in any of our digits.
 * null when it is none of these, or lies ahead. */
export function understand(text: string, today: Date): Understood | null {
  const s = latin(text).trim().toLowerCase();
  const age = /^(\d{1,3})\s*(y|m|d)?$/.exec(s);
  if (age) {
    const n = Number(age[1]);
    const months = age[2] === "m" ? n : age[2] === "d" ? Math.floor(n / 30.44) : n * 12;
    if (months > 130 * 12) return null;
    return { months, year: today.getFullYear() - Math.round(months / 12), exact: false };
  }
  const year = /^(1[89]\d\d|20\d\d)$/.exec(s);
  if (year) {
    const y = Number(year[1]);
    return y > today.getFullYear() ? null : { months: (today.getFullYear() - y) * 12, year: y, exact: false };
  }
  const date = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(s);
  if (!date) return null;
  const [d, m, y] = [Number(date[1]), Number(date[2]), Number(date[3])];
  const born = new Date(y, m - 1, d);
  if (born.getMonth() !== m - 1 || born.getTime() > today.getTime() + DAY) return null;
  const months = (today.getFullYear() - y) * 12 + today.getMonth() - (m - 1) - (today.getDate() < d ? 1 : 0);
  return { months: Math.max(months, 0), year: y, exact: true };
}

/** The sentence for what was understood, from the templates on the field. */
function sentence(field: HTMLInputElement, u: Understood): string {
  const fill = (t: string | undefined, n: number): string => (t ?? "").replace("{}", digits(n));
  const age = u.months >= 24 ? fill(field.dataset.age, Math.floor(u.months / 12)) : fill(field.dataset.months, u.months);
  return u.exact ? age : [age, fill(field.dataset.born, u.year)].filter(Boolean).join(", ");
}

function watch(field: HTMLInputElement): void {
  const out = document.createElement("p");
  out.className = "fld__h";
  out.setAttribute("role", "status");
  field.after(out);
  const show = (): void => {
    const u = understand(field.value, new Date());
    out.textContent = u ? sentence(field, u) : "";
    for (const el of find<HTMLElement>(document, `[data-minor="${field.id}"]`)) el.hidden = !u || u.months >= 18 * 12;
  };
  field.addEventListener("input", show);
  show();
}

export function helpers(): void {
  onContent((root) => find<HTMLInputElement>(root, 'input[data-helper="age"]').forEach(watch));
}
