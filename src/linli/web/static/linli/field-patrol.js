// The round: which buildings today in which order, what was looked at, what was found, what was to be put right.
import { say } from "./linli.js";
import { part, words, find } from "./field-parts.js";
import { drawWay } from "./field-map.js";

export const SCREENS = ["round", "check", "finding", "recheck"];
const DAY_MS = 24 * 3600 * 1000;
const section = (name) => document.querySelector(`[data-screen="${name}"]`);
const dayOf = (ms) => new Date(ms).toLocaleDateString(say("zh-CN", "en-GB"), { month: "numeric", day: "numeric", timeZone: "Asia/Shanghai" });
// The local day as the server names it, also on a phone set to another zone.
const isoDay = (ms) => new Date(ms + 8 * 3600 * 1000).toISOString().slice(0, 10);
let given = null, orderNotices = [], items = [], cases = [], buildings = [], done = new Map(), rechecked = new Set();

// What waits in the outbox is done as far as the person is concerned; what was refused is not.
function ofToday(mine, now) {
  const today = isoDay(now);
  const fresh = mine.filter((one) => one.state !== "refused" && isoDay(one.made) === today && one.title);
  done = new Map(fresh.filter((one) => one.title.building || one.title.case).map((one) => [one.title.building || one.title.case, one.made]));
  rechecked = new Set(mine.filter((one) => one.state !== "refused" && one.title && one.title.finding).map((one) => one.title.finding));
}
function stops() {
  if (!given) return [];
  let next = false;
  return places().map((one, at) => {
    const isDone = Boolean(one.done) || done.has(one.id), isNext = !isDone && !next;
    next = next || isNext;
    return { ...one, number: at + 1, is_done: isDone, is_next: isNext, notices: one.notices.filter((row) => !rechecked.has(row.id)) };
  });
}
// Buildings and the cases that wait for today, in the order of the way; what has no place comes last.
function places() {
  const kept = new Map(given.stops.map((one) => [one.id, one]));
  given.cases.forEach((one) => {
    const row = cases.find((each) => each.id === one.id);
    if (row) kept.set(one.id, { id: one.id, spot: one.spot, name: words(row.title), row, notices: ofCase(one.id), done: 0 });
  });
  const order = given.way.filter((id) => kept.has(id));
  return [...order, ...[...kept.keys()].filter((id) => !order.includes(id))].map((id) => kept.get(id));
}
// Any building can be looked at, also one that does not come up today.
const stopOf = (id) => stops().find((one) => one.id === id) || buildings.find((one) => one.id === id);
// A notice of the round stands at its building, one of an order at its case, also where the case has no place.
const ofCase = (id) => orderNotices.filter((row) => row.case === id && !rechecked.has(row.id));
const noticeOf = (id) => [...stops(), ...((given && given.later) || [])].flatMap((one) => one.notices.map((row) => ({ ...row, stop: one }))).find((row) => row.id === id) || orderNotices.filter((row) => row.id === id).map((row) => ({ ...row, stop: { id: row.case, name: words(row.item) } }))[0];

// What a duty to recheck is about: in which house, what, who was told what.
export function toRecheck(copy, id) {
  const round = copy.round || { stops: [], later: [] };
  const stop = [...round.stops, ...(round.later || [])].find((one) => one.notices.some((row) => row.id === id));
  const row = stop ? stop.notices.find((one) => one.id === id) : (copy.notices || []).find((one) => one.id === id);
  if (!row) return [];
  return [part("p", {}, part("strong", {}, `${stop ? `${stop.name} · ` : ""}${words(row.item)}`)), part("p", {}, `${row.to}：${row.words}`)];
}
function noticeLine(row) {
  const due = say(`${dayOf(row.due)} 到期`, `due ${dayOf(row.due)}`);
  const link = part("a", { className: row.is_due ? "button" : "button second", href: `#recheck/${row.id}` }, say("复查", "Recheck"));
  return part("div", { className: "row-between" }, part("p", {}, part("span", { className: row.is_due ? "late" : "quiet" }, `${words(row.item)} · ${due}`), part("br", {}), part("span", { className: "quiet" }, `${row.to}：${row.words}`)), link);
}
// A case on the way: its own forms, from its orders in hand.
function caseRow(one) {
  const order = one.row.orders[0], number = badge(one);
  const link = order ? [part("a", { className: one.is_next ? "button" : "button second", href: goal(one) }, say("去办", "Do it"))] : [];
  return part("li", { className: "stack-tight" }, part("div", { className: "way-row" }, number, part("p", {}, part("strong", {}, one.name), part("br", {}), part("span", { className: "quiet" }, `${one.row.place} · ${one.row.number}`)), ...link), ...one.notices.map(noticeLine));
}
const badge = (one) => part("span", { className: one.is_done ? "way-badge way-badge-done" : one.is_next ? "way-badge way-badge-next" : "way-badge" }, one.is_done ? "✓" : String(one.number));
function goal(one) {
  if (!one.row) return `#check/${one.id}`;
  const order = one.row.orders[0];
  return order ? `#${order.deeds.includes("visit") ? "visit" : "log"}/${order.id}` : "#inbox";
}
function stopRow(one) {
  if (one.row) return caseRow(one);
  const facts = [one.is_done ? say("今天去过", "Done today") : one.last ? say(`上次 ${dayOf(one.last)}`, `Last ${dayOf(one.last)}`) : say("还没巡过", "Never checked")];
  const number = badge(one);
  const link = part("a", { className: one.is_next ? "button" : "button second", href: `#check/${one.id}` }, one.is_done ? say("再记", "Again") : say("登记", "Check"));
  const top = part("div", { className: "way-row" }, number, part("p", {}, part("strong", {}, one.name), part("br", {}), part("span", { className: "quiet" }, facts.join(" · "))), link);
  return part("li", { className: "stack-tight" }, top, ...one.notices.map(noticeLine));
}
function length(metres) {
  return metres < 1000 ? say(`${metres} 米`, `${metres} m`) : say(`${(metres / 1000).toFixed(1)} 公里`, `${(metres / 1000).toFixed(1)} km`);
}
export function drawRound(copy, mine, now) {
  given = (copy && copy.round) || null;
  orderNotices = (copy && copy.notices) || [];
  items = (copy && copy.items) || [];
  cases = (copy && copy.cases) || [];
  buildings = (copy && copy.buildings) || [];
  ofToday(mine, now);
  const all = stops(), finished = all.filter((one) => one.is_done).length, next = all.find((one) => one.is_next);
  find('[data-count="round"]').textContent = `${finished}/${all.length}`;
  find('[data-empty="round"]').hidden = !copy || all.length > 0;
  find("[data-round-says]").textContent = given && all.length ? say(`一圈直线约 ${length(given.metres)}。近 ${given.every_days} 天巡过 ${given.covered}/${given.buildings} 栋。`, `About ${length(given.metres)} as the crow flies. ${given.covered} of ${given.buildings} buildings checked in ${given.every_days} days.`) : "";
  drawWay(all, given ? given.outlines : []);
  find('[data-fill="round"]').replaceChildren(...all.map(stopRow));
  const go = find("[data-next]");
  go.hidden = !next;
  if (next) {
    go.href = goal(next);
    go.lastChild.textContent = say(`下一处：${next.name}`, `Next: ${next.name}`);
  }
}

// Forms
function itemChoice(one) {
  const id = `fine-${one.code}`, tick = part("input", { type: "checkbox", id, checked: true });
  tick.dataset.item = one.code;
  return part("label", { className: "choice", htmlFor: id }, tick, part("span", { className: "choice-face" }, words(one.words)));
}
function about(name, one) {
  const place = section(name).querySelector("[data-about]");
  const isOfToday = one && one.notices;
  place.replaceChildren(...(one ? [part("p", {}, part("strong", {}, one.name)), part("p", { className: "quiet" }, !isOfToday ? one.area : one.last ? say(`上次巡查 ${dayOf(one.last)}`, `Last checked ${dayOf(one.last)}`) : say("还没巡过", "Never checked"))] : [part("p", { className: "quiet" }, say("这栋楼不在副本里。", "This building is not in the copy."))]));
}
function aimCheck(id) {
  const one = stopOf(id), form = section("check").querySelector("form");
  form.elements.building.value = id || "";
  about("check", one);
  section("check").querySelector('[data-fill="items"]').replaceChildren(...items.map(itemChoice));
  section("check").querySelector("[data-found]").href = `#finding/${id}`;
}
function aimFinding(id, now) {
  const form = section("finding").querySelector("form"), list = form.querySelector("select"), chosen = list.value;
  form.elements.building.value = id || "";
  about("finding", stopOf(id));
  list.replaceChildren(list.options[0], ...items.map((one) => new Option(words(one.words), one.code)));
  list.value = chosen;
  form.elements.due_on.min = isoDay(now + DAY_MS);
  if (!form.elements.due_on.value) form.elements.due_on.value = isoDay(now + 5 * DAY_MS);
  suit(form);
}
function aimRecheck(id) {
  const form = section("recheck").querySelector("form"), row = noticeOf(id), place = section("recheck").querySelector("[data-about]");
  form.elements.finding.value = id || "";
  form.dataset.building = row ? row.stop.id : "";
  place.replaceChildren(...(row ? [part("p", {}, part("strong", {}, `${row.stop.name}${row.case ? "" : ` · ${words(row.item)}`}`)), part("p", {}, `${row.to}：${row.words}`), part("p", { className: row.is_due ? "late" : "quiet" }, say(`${dayOf(row.due)} 到期`, `Due ${dayOf(row.due)}`))] : [part("p", { className: "quiet" }, say("这份告知不在副本里。", "This notice is not in the copy."))]));
  const no = form.querySelector('[name="complied"][value="no"]');
  no.disabled = Boolean(row) && !row.is_due;
  form.querySelector("[data-early]").hidden = !no.disabled;
  if (no.disabled) form.querySelector('[name="complied"][value="yes"]').checked = true;
}
export function aimRound(name, id, now) {
  if (name === "check") aimCheck(id);
  if (name === "finding") aimFinding(id, now);
  if (name === "recheck") aimRecheck(id);
}
// Only what belongs to the chosen outcome is shown and asked for.
export function suit(form) {
  const chosen = form.elements.outcome.value;
  form.querySelectorAll("[data-only]").forEach((place) => {
    const isWanted = place.dataset.only === chosen;
    place.hidden = !isWanted;
    place.querySelectorAll("input").forEach((field) => { field.disabled = !isWanted; });
  });
}
// What the ticks say goes into one field; which building it was, the outbox keeps after the record itself was sent.
export function ready(form) {
  if (form.dataset.kind === "check") form.elements.fine.value = [...form.querySelectorAll("[data-item]")].filter((one) => one.checked).map((one) => one.dataset.item).join(",");
}
export function titleOf(form, fields) {
  const at = fields.building || form.dataset.building || "", one = stopOf(at), name = one ? one.name : "";
  const item = items.find((each) => each.code === fields.item);
  if (form.dataset.kind === "check") return { zh: "巡查", en: "Visit on the round", words: name, building: at };
  if (form.dataset.kind === "finding") return { zh: "巡查发现", en: "Found on the round", words: [name, item ? words(item.words) : "", fields.body].filter(Boolean).join(" · "), building: at };
  return { zh: "整改复查", en: "Recheck", words: [name, fields.body].filter(Boolean).join(" · "), finding: fields.finding };
}
