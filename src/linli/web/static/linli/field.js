// The field's page: one screen at a time, filled from the device's store, so that it reads the same with and without a line.
import { say, toast } from "./linli.js";
import * as store from "./field-store.js";
import * as outbox from "./field-outbox.js";
import { drawOutbox } from "./field-outbox-page.js";
import * as patrol from "./field-patrol.js";
import * as diary from "./field-diary.js";
import * as homes from "./field-homes.js";
import { part, words, due, find, emptied } from "./field-parts.js";

const SCREENS = ["inbox", "around", "report", "log", "visit", "outbox", "diary", "homes", ...patrol.SCREENS];
// What a record of a kind is about: the field that names it, and so the address of its form.
const ABOUT = { log: "order", visit: "order", check: "building", finding: "building", recheck: "finding" };
const FRESH_MS = 120000;
const PATIENCE_MS = 15000;
const FEW = 40;
const pristine = new Map();
let copy = null, skew = 0, at = "inbox", hasLine = navigator.onLine, last = 0, drawing = 0;
const now = () => Date.now() + skew;
const clockOf = (ms) => new Date(ms).toLocaleTimeString(say("zh-CN", "en-GB"), { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
const section = (name) => document.querySelector(`[data-screen="${name}"]`);

// What is shown
function caseButtons(one) {
  const links = [];
  one.orders.forEach((order) => {
    if (order.deeds.includes("log_action")) links.push(part("a", { className: "button", href: `#log/${order.id}` }, say("写记录", "Log")));
    if (order.deeds.includes("visit")) links.push(part("a", { className: "button second", href: `#visit/${order.id}` }, say("走访", "Visit")));
  });
  links.push(part("a", { className: "button plain", href: `/desk/case/${one.id}/` }, say("全部（要有网）", "All of it (needs a line)")));
  return part("div", { className: "actions" }, ...links);
}
function caseWords(one) {
  return [
    part("p", {}, part("strong", {}, words(one.title)), one.urgency === "normal" ? "" : part("span", { className: "late" }, ` ${words(one.urgency_words)}`)),
    part("p", { className: "quiet" }, one.preview),
    part("p", { className: "quiet" }, `${one.place} · ${words(one.state)} · ${one.number}`),
  ];
}
function dutyCard(duty) {
  const one = copy.cases.find((each) => each.id === duty.case);
  const top = [part("p", { className: "due-big" }, due(duty, now())), part("p", {}, part("strong", {}, words(duty.step)), " ", part("span", { className: "quiet" }, words(duty.who)))];
  const recheck = duty.finding ? [part("div", { className: "actions" }, part("a", { className: "button", href: `#recheck/${duty.finding}` }, say("去复查", "Recheck")))] : [];
  const about = duty.finding ? patrol.toRecheck(copy, duty.finding) : [];
  return part("li", { className: "card stack-tight" }, ...top, ...(one ? [...caseWords(one), ...about, ...recheck, caseButtons(one)] : [...about, ...recheck]));
}
function caseCard(one) {
  const top = one.due ? [part("p", {}, due(one, now()))] : [];
  return part("li", { className: "card stack-tight" }, ...top, ...caseWords(one), caseButtons(one));
}
function buildingRow(one) {
  const facts = [one.area];
  if (one.floors) facts.push(say(`${one.floors} 层`, `${one.floors} floors`));
  if (one.declared !== null) facts.push(say(`上报 ${one.declared} 户`, `${one.declared} households declared`));
  if (one.registered !== null) facts.push(say(`登记 ${one.registered} 户`, `${one.registered} on the register`));
  const link = part("a", { className: "button second", href: `#report/${one.code}` }, say("上报", "Report"));
  const check = copy.round ? [part("a", { className: "button second", href: `#check/${one.id}` }, say("巡查", "Check"))] : [];
  return part("li", { className: "row-between" }, part("div", {}, part("strong", {}, one.name), part("p", { className: "quiet" }, facts.join(" · "))), part("div", { className: "row" }, ...homes.link(copy, one.id), ...check, link));
}
function fill(name, rows) {
  find(`[data-fill="${name}"]`).replaceChildren(...rows);
}
function count(name, number) {
  const place = find(`[data-count="${name}"]`);
  if (place) place.textContent = String(number);
}
function draw() {
  const given = copy || { duties: [], cases: [], buildings: [] };
  fill("inbox", given.duties.map(dutyCard));
  count("inbox", given.duties.length);
  find('[data-empty="inbox"]').hidden = !copy || given.duties.length > 0;
  drawAround(given);
  find("[data-more]").hidden = !given.has_more_cases;
  find("[data-knows]").hidden = !given.knows_households;
  document.querySelectorAll("[data-buildings]").forEach((list) => {
    const chosen = list.value, first = list.options[0];
    list.replaceChildren(first, ...given.buildings.map((one) => new Option(`${one.name}（${one.area}）`, one.code)));
    list.value = chosen;
  });
}
function drawAround(given) {
  const sought = find("#find").value.trim().toLowerCase();
  const fits = (...told) => !sought || told.join(" ").toLowerCase().includes(sought);
  const cases = given.cases.filter((one) => fits(one.number, one.preview, one.place, words(one.title)));
  const buildings = given.buildings.filter((one) => fits(one.name, one.code, one.area));
  fill("cases", cases.slice(0, FEW).map(caseCard));
  fill("buildings", buildings.slice(0, 2 * FEW).map(buildingRow));
  count("cases", cases.length);
  count("buildings", buildings.length);
}
function drawLine() {
  const line = find("#line"), when = copy ? clockOf(copy.now) : "";
  line.classList.toggle("tone-soon", !hasLine);
  if (hasLine) line.textContent = copy ? say(`有网 · ${when} 更新`, `Line · as of ${when}`) : say("有网", "Line");
  else line.textContent = copy ? say(`没有网 · 用 ${when} 的副本`, `No line · copy of ${when}`) : say("没有网", "No line");
}
// A hundred records told one by one are drawn a few times a second, not a hundred times.
function drawSoon() {
  if (!drawing) drawing = setTimeout(() => { drawing = 0; drawWaiting(); }, 200);
}
async function drawWaiting() {
  const mine = await outbox.mine(), open = mine.filter((one) => one.state !== "sent").length, others = await outbox.ofOthers();
  const badge = find("#waiting");
  badge.hidden = !open;
  badge.textContent = String(open);
  badge.classList.toggle("tone-late", mine.some((one) => one.state === "refused"));
  find("#others").hidden = !others;
  find("[data-others]").textContent = say(`这台手机上还有别人的 ${others} 条记录没有送到；本人登录后会接着发。`, `${others} records of somebody else wait on this phone; they are sent when that person signs in.`);
  drawOutbox(mine, { mend, reportInstead, hasLine });
  patrol.drawRound(copy, mine, now());
  diary.drawDiary(copy, mine);
}

// The copy
async function fetched() {
  const stop = new AbortController(), late = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    return await fetch("/field/copy.json", { credentials: "same-origin", signal: stop.signal, cache: "no-store" });
  } finally {
    clearTimeout(late);
  }
}
async function refresh() {
  let answer = null;
  try {
    answer = await fetched();
    hasLine = answer.status < 500;
  } catch (error) {
    hasLine = false;
  }
  if (answer && answer.ok) await take(await answer.json());
  else if (answer && (answer.status === 401 || answer.status === 404)) await lose();
  find("#door").hidden = !(answer && answer.status === 401) && Boolean(await store.read("owner"));
  draw();
  drawLine();
  await drawWaiting();
  return Boolean(answer && answer.ok);
}
async function take(fresh) {
  const owner = await store.read("owner");
  if (owner && owner !== fresh.account) emptied();
  last = Date.now();
  copy = fresh;
  skew = fresh.now - Date.now();
  await store.write("owner", fresh.account);
  await store.write("csrf", fresh.csrf);
  await store.write("skew", skew);
  await store.write("copy", fresh);
}
// Nobody is signed in any more: what could be read goes; what was recorded stays for its owner.
async function lose() {
  copy = null;
  await store.drop("copy");
  await store.drop("csrf");
}

// Recording
function refill(form) {
  form.querySelectorAll("[data-photos]").forEach((old) => {
    const fresh = pristine.get(form).cloneNode(true);
    old.replaceWith(fresh);
    import("./photos.js").then((piece) => piece.start(fresh));
  });
}
function blank(form) {
  form.reset();
  ["lon", "lat", "crs"].forEach((name) => { if (form.elements[name]) form.elements[name].value = ""; });
  form.querySelectorAll("[data-error]").forEach((place) => { place.hidden = true; });
  document.querySelectorAll("[data-here-says]").forEach((place) => { place.textContent = ""; });
  refill(form);
}
function wrong(form, fields, photos) {
  if (form.dataset.kind === "report" && !fields.text && !photos.length) return say("写一句话，或拍一张照片。", "Write a few words, or take a photo.");
  if (form.dataset.kind === "report" && !fields.building && !fields.address && !fields.lon) return say("在哪里？选一栋楼、用现在的位置，或写个地址。", "Where? Choose a building, use where you are, or write an address.");
  if ((fields.name || fields.phone) && !fields.is_proxy) return say("写了诉求人，请勾选“本人同意由我上报”。", "You named somebody: please tick that the person agreed.");
  if (fields.is_proxy && !fields.name) return say("替谁上报？请写下同意由您上报的人的姓名。", "For whom? Please write the name of who agreed.");
  const open = [...form.querySelectorAll("[required]:not(:disabled)")].find((field) => !field.value.trim());
  return open ? say(`请填写“${form.querySelector(`label[for="${open.id}"]`).textContent}”。`, `Please fill in “${form.querySelector(`label[for="${open.id}"]`).textContent}”.`) : "";
}
function titleOf(form, fields) {
  if (form.dataset.kind === "report") return { zh: "上报", en: "Report", words: fields.text || fields.address || "" };
  if (patrol.SCREENS.includes(form.dataset.kind)) return patrol.titleOf(form, fields);
  if (form.dataset.kind === "line" || form.dataset.kind === "sign") return diary.titleOf(form, fields);
  const one = copy && copy.cases.find((each) => each.orders.some((order) => order.id === fields.order));
  const name = form.dataset.kind === "log" ? { zh: "写记录", en: "Log" } : { zh: "走访", en: "Visit" };
  return { ...name, words: fields.note || fields.result, number: one ? one.number : "", case: one ? one.id : "", about: one ? one.title : null };
}
async function record(event) {
  event.preventDefault();
  if (event.target.dataset.busy) return;
  event.target.dataset.busy = "1";
  try { await put(event.target); } finally { delete event.target.dataset.busy; }
}
const filesOf = (form) => { const input = form.querySelector("input[type=file]"); return input ? [...input.files] : []; };
async function put(form) {
  patrol.ready(form);
  const fields = {}, error = form.querySelector("[data-error]");
  new FormData(form).forEach((value, name) => { if (typeof value === "string" && value.trim()) fields[name] = value.trim(); });
  const photos = filesOf(form), said = wrong(form, fields, photos);
  error.hidden = !said;
  error.textContent = said;
  if (said) { error.scrollIntoView({ block: "center" }); return; }
  if (!(await store.read("owner"))) { find("#door").hidden = false; find("#door").scrollIntoView(); return; }
  try {
    await outbox.add(form.dataset.kind, form.dataset.path, fields, photos, titleOf(form, fields));
  } catch (failure) {
    error.hidden = false;
    error.textContent = say("这台手机存不下了，没有记下。请先发送或清掉一些照片。", "This phone has no room left, so nothing was recorded. Send first, or clear some photos.");
    return;
  }
  if (form.dataset.mends) await store.remove(Number(form.dataset.mends));
  delete form.dataset.mends;
  const back = AFTER[form.dataset.kind] || "outbox";
  blank(form);
  location.hash = `#${back}`;
  if (back !== "outbox") toast(say("已记下，在发件箱里。", "Recorded; it is in the outbox."));
}
// On the round the next building is what one wants to see.
const AFTER = { check: "round", finding: "round", recheck: "round", line: "diary", sign: "diary" };
// A refused record comes back into its form, words and photos; only the new one being queued removes the old.
function load(form, fields, photos, seq) {
  blank(form);
  Object.keys(fields).forEach((name) => {
    // By namedItem: one of the fields is called like a method of the list.
    const field = form.elements.namedItem(name);
    if (!field) return;
    if (field.type === "checkbox") field.checked = true; else field.value = fields[name];
  });
  if (form.dataset.kind === "finding") patrol.suit(form);
  const files = new DataTransfer(), input = form.querySelector("input[type=file]");
  photos.forEach((photo) => files.items.add(photo));
  if (input) input.files = files.files;
  form.dataset.mends = String(seq);
}
function mend(one) {
  const form = document.querySelector(`form[data-kind="${one.kind}"]`), screen = form.closest("[data-screen]").dataset.screen;
  location.hash = ABOUT[one.kind] ? `#${screen}/${one.fields[ABOUT[one.kind]]}` : `#${screen}`;
  setTimeout(() => load(form, one.fields, one.photos, one.seq), 60);
}
function reportInstead(one) {
  const text = [one.fields.note, one.fields.purpose, one.fields.result, one.fields.body].filter(Boolean).join("\n");
  const about = one.title.number ? say(`（原来记在 ${one.title.number}）`, ` (first recorded on ${one.title.number})`) : "";
  location.hash = "#report";
  setTimeout(() => load(section("report").querySelector("form"), { text: text + about }, one.photos, one.seq), 60);
}

// Going about
function show() {
  const [name, id] = location.hash.slice(1).split("/");
  const before = at;
  at = SCREENS.includes(name) ? name : "inbox";
  SCREENS.forEach((one) => { section(one).hidden = one !== at; });
  document.querySelectorAll("[data-go]").forEach((link) => {
    if (link.dataset.go === at) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  });
  if (at === "report" && id) section("report").querySelector("form").elements.building.value = id;
  if (at === "log" || at === "visit") aim(at, id);
  if (at === "homes") homes.drawHomes(copy, id, now());
  if (patrol.SCREENS.includes(at)) patrol.aimRound(at, id, now());
  if (before !== at) { scrollTo(0, 0); section(at).querySelector("h1").focus({ preventScroll: true }); }
}
function aim(name, order) {
  const form = section(name).querySelector("form"), about = section(name).querySelector("[data-about]");
  const one = copy && copy.cases.find((each) => each.orders.some((each2) => each2.id === order));
  form.elements.order.value = order || "";
  about.replaceChildren(...(one ? caseWords(one) : [part("p", { className: "quiet" }, say("这件不在副本里。", "This one is not in the copy."))]));
}
function here(button) {
  const form = button.closest("form"), says = form.querySelector("[data-here-says]");
  says.textContent = say("正在定位……", "Finding out …");
  navigator.geolocation.getCurrentPosition((found) => {
    form.elements.lon.value = found.coords.longitude.toFixed(6);
    form.elements.lat.value = found.coords.latitude.toFixed(6);
    form.elements.crs.value = "WGS84";
    says.textContent = say(`已记下位置，误差约 ${Math.round(found.coords.accuracy)} 米`, `Noted, within about ${Math.round(found.coords.accuracy)} m`);
  }, () => { says.textContent = say("没有取到位置，请写地址。", "No position; please write where."); }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
}
// Two presses, for nothing recorded goes by one slip of a thumb.
async function leave(button) {
  const open = (await outbox.mine()).filter((one) => one.state !== "sent").length;
  if (open && !button.dataset.sure) {
    button.dataset.sure = "1";
    button.lastChild.textContent = say(`还有 ${open} 条没有送到。再按一次：不要了，退出`, `${open} not sent yet. Press again to throw them away and sign out`);
    return;
  }
  const csrf = await store.read("csrf");
  await store.empty();
  emptied();
  copy = null;
  const form = find("#leave");
  form.elements.csrfmiddlewaretoken.value = csrf || "";
  if (hasLine && csrf) { form.submit(); return; }
  toast(say("这台手机已清空。有网时请再退出登录一次。", "This phone is empty. Please sign out once more when there is a line."));
  await refresh();
}
async function begin() {
  document.querySelectorAll("form[data-kind]").forEach((form) => {
    const photos = form.querySelector("[data-photos]");
    if (photos) pristine.set(form, photos.cloneNode(true));
    form.addEventListener("submit", record);
    if (form.dataset.kind === "finding") form.addEventListener("change", () => patrol.suit(form));
  });
  find("#find").addEventListener("input", () => drawAround(copy || { cases: [], buildings: [] }));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-here], [data-send], [data-leave], [data-diary-day], [data-said]");
    if (!button) return;
    diary.pressed(button);
    if ("here" in button.dataset) here(button);
    if ("send" in button.dataset) refresh().then(outbox.send);
    if ("leave" in button.dataset) leave(button);
  });
  addEventListener("hashchange", show);
  outbox.news.addEventListener("changed", drawSoon);
  outbox.news.addEventListener("sending", drawSoon);
  outbox.news.addEventListener("stale", refresh);
  addEventListener("online", () => refresh().then((good) => good && outbox.send()));
  addEventListener("offline", () => { hasLine = false; drawLine(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - last > FRESH_MS) refresh(); });
  setInterval(() => { draw(); if (!hasLine) refresh(); }, 30000);
  copy = (await store.read("copy")) || null;
  skew = (await store.read("skew")) || 0;
  draw();
  await drawWaiting();
  show();
  drawLine();
  await outbox.tidy();
  if (navigator.serviceWorker) navigator.serviceWorker.register("/field/worker.js", { scope: "/field/" }).catch(() => {});
  await refresh();
  // Also where nothing answers: the outbox tries again by itself, a page opened beside a dead server must not wait for ever.
  outbox.send();
  document.documentElement.dataset.ready = "1";
}
begin();
