// How to come to the households of the own grid. What is sensitive never lies on the phone: for that one needs a line and a reason.
import { say } from "./linli.js";
import { part, words, find } from "./field-parts.js";

const of = (copy, building) => ((copy && copy.households) || []).filter((one) => one.building === building);
const dayOf = (ms) => new Date(ms).toLocaleDateString(say("zh-CN", "en-GB"), { year: "numeric", month: "numeric", day: "numeric", timeZone: "Asia/Shanghai" });

export function link(copy, building) {
  const known = of(copy, building).length;
  return known ? [part("a", { className: "button second", href: `#homes/${building}` }, say(`住户 ${known}`, `Households ${known}`))] : [];
}
function row(one, now) {
  const told = one.notes.filter((note) => note.until > now).map((note) => part("li", {}, words(note.words), part("span", { className: "quiet" }, say(` · ${dayOf(note.until)}到期`, ` · until ${dayOf(note.until)}`))));
  const all = part("a", { className: "button plain", href: `/desk/household/${one.id}/` }, say("全部（要有网）", "All of it (needs a line)"));
  return part("li", { className: "card stack-tight" }, part("p", {}, part("strong", {}, one.number)), part("ul", {}, ...told), all);
}
export function drawHomes(copy, building, now) {
  const rows = of(copy, building).filter((one) => one.notes.some((note) => note.until > now));
  const place = copy && copy.buildings.find((one) => one.id === building);
  find("[data-homes-of]").textContent = place ? place.name : "";
  find('[data-fill="homes"]').replaceChildren(...rows.map((one) => row(one, now)));
  find('[data-empty="homes"]').hidden = rows.length > 0;
}
