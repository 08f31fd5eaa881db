// What every page can do beyond plain HTML. Each piece looks for its data attribute; without script all pages work.
const isZh = document.documentElement.lang.startsWith("zh");
export const say = (zh, en) => (isZh ? zh : en);
document.documentElement.classList.add("js");

// Due chips: the same words as formats.py, refreshed every 20 s.
// The same drawings as tones.py.
export const SHAPES = {
  ring: '<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/>',
  half: '<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor"/>',
  check: '<circle cx="6" cy="6" r="5.5" fill="currentColor"/><path d="M3.4 6.2 5.3 8l3.3-3.8" fill="none" stroke="#fff" stroke-width="1.6"/>',
  triangle: '<path d="M6 .8 11.6 11H.4z" fill="currentColor"/><path d="M6 4.4v3M6 8.4v1.2" stroke="#fff" stroke-width="1.4"/>',
  bars: '<path d="M3.5 1.5v9M8.5 1.5v9" stroke="currentColor" stroke-width="2.6"/>',
  cross: '<path d="m2 2 8 8m0-8-8 8" stroke="currentColor" stroke-width="2"/>',
};
export function duration(minutes) {
  if (minutes < 1) return say("不到 1 分钟", "under 1 min");
  if (minutes < 60) return say(`${minutes} 分钟`, `${minutes} min`);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    const rest = hours < 6 ? minutes % 60 : 0;
    return say(`${hours} 小时`, `${hours} h`) + (rest ? say(` ${rest} 分`, ` ${rest} min`) : "");
  }
  const days = Math.floor(hours / 24), left = days < 3 ? hours % 24 : 0;
  return say(`${days} 天`, `${days} day${days === 1 ? "" : "s"}`) + (left ? say(` ${left} 小时`, ` ${left} h`) : "");
}
function tickOne(chip, now) {
  const due = Number(chip.dataset.due), yellow = Number(chip.dataset.yellow) || due - 3600;
  const tone = now > due ? "late" : now >= yellow ? "soon" : "calm";
  const left = duration(Math.floor(Math.abs(due - now) / 60));
  const words = tone === "late" ? say(`超期 ${left}`, `${left} overdue`) : say(`还剩 ${left}`, `${left} left`);
  const text = chip.querySelector(".due-text");
  if (text.textContent !== words) text.textContent = words;
  if (!chip.classList.contains(`tone-${tone}`)) {
    chip.classList.remove("tone-calm", "tone-soon", "tone-late");
    chip.classList.add(`tone-${tone}`);
    const shape = chip.querySelector(".shape");
    if (shape && tone !== "calm") shape.innerHTML = SHAPES[tone === "late" ? "triangle" : "half"];
  }
}
// A page read long after it was made must not count by a wrong clock: the server's moment travels in <meta name="now">.
const meta = document.querySelector('meta[name="now"]');
const skew = meta ? Number(meta.content) * 1000 - Date.now() : 0;
const tick = () => {
  const now = (Date.now() + skew) / 1000;
  document.querySelectorAll(".due[data-due]").forEach((chip) => tickOne(chip, now));
};
setInterval(tick, 20000);
document.addEventListener("visibilitychange", () => document.hidden || tick());

// Remarks at the bottom; also by HX-Trigger: {"toast": "words"}.
export function toast(words) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const box = document.createElement("div"), text = document.createElement("span"), close = document.createElement("button");
  box.className = "toast";
  text.textContent = words;
  close.type = "button";
  close.textContent = say("知道了", "OK");
  close.addEventListener("click", () => box.remove());
  box.append(text, close);
  place.append(box);
}
document.addEventListener("toast", (event) => toast(event.detail.value));
document.addEventListener("htmx:sendError", () => toast(say("没有连上，填的内容还在。请再试一次。", "No connection. What you filled in is still here; please try again.")));
document.addEventListener("htmx:responseError", (event) => {
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html").querySelector(".note-words p");
  toast(answer ? answer.textContent : say("这一步没有办成，请刷新后再试。", "This was not done. Please reload and try again."));
});

// Dialog: a link's page, shown over this one. Its forms send as they would on their own page.
function dialogFor(body) {
  const box = document.createElement("dialog"), close = document.createElement("button");
  box.className = "stack";
  close.type = "button";
  close.className = "button plain dialog-close";
  close.textContent = say("关闭", "Close");
  close.addEventListener("click", () => box.close());
  box.append(close, ...body);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  start(box);
  if (window.htmx) window.htmx.process(box);
  box.showModal();
  const first = box.querySelector("[data-focus], form input:checked, form .field input:not([type=hidden]):not([type=file]), form .field select:not([data-canned]), form .field textarea, form .actions button");
  if (first) first.focus();
}
async function openDialog(link) {
  try {
    const answer = await fetch(link.href, { headers: { "X-Requested-With": "dialog" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main > div") || page.body;
    main.querySelectorAll("form:not([action]), form[action='']").forEach((form) => form.setAttribute("action", link.href));
    dialogFor([...main.childNodes]);
  } catch (error) {
    location.href = link.href;
  }
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !plain || !window.HTMLDialogElement || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  openDialog(link);
});

// Copying, printing, a second press of the same button.
async function copy(button) {
  const said = button.querySelector("span") || button, before = said.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    said.textContent = say("已复制", "Copied");
  } catch (error) {
    const field = button.closest(".field") && button.closest(".field").querySelector("input");
    if (field) { field.focus(); field.select(); }
    said.textContent = say("请长按上面的文字复制", "Select the text above to copy it");
  }
  setTimeout(() => { said.textContent = before; }, 4000);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  if (event.target.closest("[data-print]")) window.print();
});
addEventListener("beforeprint", () => document.querySelectorAll("details.fold:not([open])").forEach((fold) => { fold.open = true; fold.dataset.printed = ""; }));
addEventListener("afterprint", () => document.querySelectorAll("details[data-printed]").forEach((fold) => { fold.open = false; delete fold.dataset.printed; }));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

// Keys: j/k move in [data-list], Enter opens, / searches, any [data-key] by its letter, ? says which there are.
const rowsOf = (list) => [...list.querySelectorAll("tbody tr, li[data-row]")].filter((row) => row.querySelector("a"));
function step(by) {
  const list = document.querySelector("[data-list]");
  if (!list) return;
  const rows = rowsOf(list);
  const at = rows.findIndex((row) => row.classList.contains("at"));
  const from = at >= 0 ? at : rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const row = rows[Math.max(0, Math.min(rows.length - 1, from + by))];
  if (!row) return;
  rows.forEach((other) => other.classList.toggle("at", other === row));
  row.querySelector("a").focus();
  row.scrollIntoView({ block: "nearest" });
}
function press(key) {
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && one.offsetParent !== null);
  if (target) target.click();
  return Boolean(target);
}
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => { const field = document.querySelector("input[type=search]"); if (field) field.focus(); },
  u: () => KEYS.z(),
  z: () => { const form = document.querySelector("form[data-undo]"); if (form) form.requestSubmit(); },
};
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (press(event.key)) event.preventDefault();
  else if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});
function markCurrent(row) {
  rowsOf(row.closest("[data-list]")).forEach((one) => {
    one.classList.remove("at");
    if (one === row) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
  });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-list] a[hx-get]");
  if (link) markCurrent(link.closest("tr, li"));
});
// Below desk width a row's link leads to the case's own page instead of filling a hidden half.
document.addEventListener("htmx:beforeRequest", (event) => {
  const target = event.detail.target, link = event.detail.elt;
  if (target && target.classList.contains("desk-only") && target.offsetParent === null && link.href) {
    event.preventDefault();
    location.href = link.href;
  }
});

// Words that were sent stay on the device until an answer is there: a sign-in page, a refusal or the form itself is none.
const sent = sessionStorage.getItem("linli-sent");
if (sent && !document.querySelector("form[data-draft], [data-refused], input[type=password]")) {
  localStorage.removeItem(sent);
  sessionStorage.removeItem("linli-sent");
}

// Pieces that need more are fetched when a page has them.
const PIECES = {
  "[data-map]": "./map.js", "[data-photos]": "./photos.js", "form[data-draft]": "./draft.js", "select[data-canned]": "./canned.js",
  "html.large body.roomy main": "./speak.js", "form[data-send]": "./sending.js", "[data-waiting]": "./waiting.js",
  "form[data-undo]": "./undo.js", "[data-suggest]": "./suggest.js", "[data-scan]": "./scan.js",
  "form[action='/sign-out/']:not([hidden])": "./leaving.js",
};
const begun = new Map(Object.keys(PIECES).map((selector) => [selector, new WeakSet()]));
export function start(root) {
  tick();
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
  return Promise.all([...begun].map(async ([selector, those]) => {
    const found = [...root.querySelectorAll(selector)].filter((one) => !those.has(one));
    found.forEach((one) => those.add(one));
    if (!found.length) return;
    const piece = await import(PIECES[selector]);
    found.forEach(piece.start);
  }));
}
start(document).then(() => { document.documentElement.dataset.started = ""; });
document.addEventListener("htmx:afterSwap", (event) => start(event.detail.target.isConnected ? event.detail.target : document));
