// Keys of the staff: `/` finds everything, `?` tells the keys, `g` and a letter goes to a page, Ctrl+Enter sends a form.
// Listens before linli.js does, so that a letter after `g` is not taken for the key of a deed.
import { say } from "./linli.js";

const palette = document.getElementById("palette"), help = document.getElementById("keys-help");
const WAIT_MS = 1500, PAUSE_MS = 220;
const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
// A dialog just closed holds the focus until the next frame; nobody types into it any more.
const isTyping = (target) => !target.closest("dialog:not([open])") && Boolean(target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog"));
let before = null;

function show(box) {
  if (!box || !box.showModal || document.querySelector("dialog[open]")) return;
  before = document.activeElement;
  box.showModal();
}
[palette, help].forEach((box) => box && box.addEventListener("close", () => {
  if (box.open) return; // opened again before the browser told of the closing: the words belong there
  if (before && before.isConnected) before.focus({ preventScroll: true });
  before = null;
}));

// ---- palette: the pages, what can be done with the open case, and cases by number, phone or words
const field = palette && palette.querySelector("input"), list = palette && palette.querySelector("[role=listbox]");
const says = palette && palette.querySelector("[role=status]");
const pages = list ? [...list.children] : [];
let deeds = [], cases = [], at = 0, timer = 0, asked = 0;

function dress(option, number) {
  option.id = `palette-${number}`;
  option.setAttribute("role", "option");
}
function deedsHere() {
  return [...document.querySelectorAll("#case-body a[data-deed]")].filter((link) => !link.closest(".desk-only") || link.closest(".desk-only").offsetParent).map((link) => {
    const option = document.createElement("li"), words = document.createElement("span"), kind = document.createElement("span");
    words.textContent = link.dataset.says;
    kind.className = "quiet";
    kind.textContent = link.dataset.key ? `${say("办", "deed")} · ${link.dataset.key}` : say("办", "deed");
    option.append(words, kind);
    option.dataset.words = link.dataset.words;
    option.target = link;
    return option;
  });
}
function savedHere() {
  return [...document.querySelectorAll("a[data-saved]")].map((link) => {
    const option = document.createElement("li"), words = document.createElement("span"), kind = document.createElement("span");
    words.textContent = link.dataset.words;
    kind.className = "quiet";
    kind.textContent = say("存下的筛选", "kept filter");
    option.append(words, kind);
    option.dataset.words = link.dataset.words;
    option.dataset.url = link.href;
    return option;
  });
}
function fits(option, words) {
  const text = option.dataset.words.toLowerCase();
  return words.every((word) => text.includes(word));
}
function draw() {
  const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const shown = [...[...deeds, ...pages].filter((option) => fits(option, words)), ...cases];
  list.replaceChildren(...shown);
  shown.forEach(dress);
  mark(0);
  says.textContent = shown.length ? "" : say("没有找到。换个说法，或写编号、电话。", "Nothing found. Try other words, a number or a phone.");
}
function mark(to) {
  const options = [...list.children];
  at = Math.max(0, Math.min(options.length - 1, to));
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
  if (options[at]) { field.setAttribute("aria-activedescendant", options[at].id); options[at].scrollIntoView({ block: "nearest" }); }
  else field.removeAttribute("aria-activedescendant");
}
function open() {
  deeds = [...deedsHere(), ...savedHere()];
  cases = [];
  field.value = "";
  draw();
  show(palette);
  field.focus();
}
function take(option) {
  if (!option) return;
  before = null;
  palette.close();
  if (option.target) option.target.click(); else location.href = option.dataset.url;
}
async function lookUp() {
  const words = field.value.trim(), turn = ++asked;
  if (words.length < 2) { cases = []; draw(); return; }
  try {
    const answer = await fetch(`${palette.dataset.find}?q=${encodeURIComponent(words)}`, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected || turn !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = at;
    cases = [...page.querySelectorAll("li[data-url]")];
    draw();
    mark(held);
  } catch (error) { says.textContent = say("没有连上，只能找页面和要办的事。", "No connection; only pages and deeds can be found."); }
}
if (palette) {
  field.addEventListener("input", () => { cases = []; draw(); clearTimeout(timer); timer = setTimeout(lookUp, PAUSE_MS); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
    if (event.key === "Enter") { event.preventDefault(); take(list.children[at]); }
  });
  list.addEventListener("click", (event) => take(event.target.closest("[role=option]")));
  palette.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
}

// ---- help: what stands on every page, and the keys of the open case
function tell() {
  const place = help.querySelector("[data-deeds]"), rows = [...document.querySelectorAll("#case-body a[data-deed][data-key]")];
  place.replaceChildren(...rows.map((link) => {
    const row = document.createElement("li"), key = document.createElement("kbd");
    key.textContent = link.dataset.key;
    row.append(key, ` ${link.dataset.says}`);
    return row;
  }));
  place.parentElement.hidden = !rows.length;
  show(help);
}
if (help) help.querySelector("button").addEventListener("click", () => help.close());

// ---- keys
const places = {};
document.querySelectorAll("[data-go]").forEach((link) => { places[link.dataset.go] = link.dataset.url; });
let sinceG = 0;
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (!isPlain(event) || isTyping(event.target)) return;
  const isSecond = event.timeStamp - sinceG < WAIT_MS && sinceG;
  sinceG = 0;
  if (isSecond && places[event.key]) { event.stopPropagation(); event.preventDefault(); location.href = places[event.key]; return; }
  if (event.key === "g") sinceG = event.timeStamp;
  else if (event.key === "/" && palette) open();
  else if (event.key === "?" && help) tell();
  else return;
  event.stopPropagation();
  event.preventDefault();
}, true);
