// Each tab has a name of its own, kept as long as the tab: what one writes is not another's (draft.js).
function named() {
  try {
    const kept = sessionStorage.getItem("linli-tab");
    if (kept) return kept;
    const made = Math.random().toString(36).slice(2, 10);
    sessionStorage.setItem("linli-tab", made);
    return made;
  } catch (error) { return "one"; }
}
const TAB = named();
export const own = (base) => `${base}~${TAB}`;
export const isOf = (key, base) => key === base || key.startsWith(`${base}~`);
export function drop(bases) {
  (bases || "").split(" ").forEach((base) => base && localStorage.removeItem(own(base)));
}
