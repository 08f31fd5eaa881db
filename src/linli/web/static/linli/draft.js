// Unfinished words of a form stay on this device for a week, so that a lost line or a full battery loses nothing.
// Each tab keeps its own; what another one left is offered. Never kept: files, hidden fields, passwords, anything inside
// [data-private].
import { say } from "./linli.js";
import { drop, isOf, own } from "./tab.js";

const WEEK_MS = 7 * 24 * 3600 * 1000;

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !/^(hidden|file|password|submit|button)$/.test(field.type) && !field.closest("[data-private]"));
}
function row(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Date.now() - kept.at < WEEK_MS ? kept : null;
  } catch (error) { return null; }
}
const read = (key) => (row(key) || { fields: null }).fields;
function restore(form, kept) {
  let changed = false;
  fieldsOf(form).forEach((field) => {
    const value = kept[field.name];
    if (value === undefined) return;
    if (field.type === "radio" || field.type === "checkbox") {
      const wanted = [].concat(value).includes(field.value);
      if (wanted && !field.checked) { field.checked = true; changed = true; }
    } else if (!field.value && value) { field.value = value; changed = true; }
  });
  return changed;
}
function button(text, deed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button plain";
  made.textContent = text;
  made.addEventListener("click", deed);
  return made;
}
function noteIn(form, text, ...buttons) {
  const [note, inside, words, line] = ["div", "div", "p", "div"].map((name) => document.createElement(name));
  note.className = "note";
  line.className = "row";
  words.textContent = text;
  line.append(...buttons);
  inside.append(words, line);
  note.append(inside);
  form.prepend(note);
  return note;
}
function tell(form, key) {
  const note = noteIn(form, say("上次没写完的内容已经填好。", "Your unfinished words are back."), button(say("清空重写", "Start afresh"), () => { localStorage.removeItem(key); form.reset(); note.remove(); }));
}
const startOf = (fields) => Object.values(fields).find((value) => typeof value === "string" && value.trim()) || "";
// The newest that another tab left, unless the page itself offers the same words.
function left(base) {
  const there = [...document.querySelectorAll("[data-unfinished]")].map((one) => one.dataset.unfinished);
  let keys = [];
  try { keys = Object.keys(localStorage).filter((key) => isOf(key, base) && key !== own(base)); } catch (error) { return null; }
  keys.filter((key) => !row(key)).forEach((key) => localStorage.removeItem(key));
  const rows = keys.map((key) => ({ key, ...row(key) })).filter((one) => one.fields && startOf(one.fields));
  return rows.filter((one) => !there.some((start) => startOf(one.fields).trim().startsWith(start))).sort((a, b) => b.at - a.at)[0] || null;
}
function offer(form, key, found) {
  const start = startOf(found.fields).trim().slice(0, 20);
  const note = noteIn(form, say(`上次没写完：“${start}”`, `Left unfinished: “${start}”`),
    button(say("填回来", "Bring it back"), () => { localStorage.removeItem(found.key); restore(form, found.fields); write(form, key); note.remove(); }),
    button(say("不要了", "Discard"), () => { localStorage.removeItem(found.key); note.remove(); }));
}
function write(form, key) {
  const fields = {};
  fieldsOf(form).forEach((field) => {
    const isMark = field.type === "radio" || field.type === "checkbox";
    if (!isMark) fields[field.name] = field.value;
    else if (field.checked) fields[field.name] = (fields[field.name] || []).concat(field.value);
  });
  try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields })); } catch (error) { /* full or forbidden: the form still works */ }
}
// Sending without a line would lead to the browser's own error page: wait here instead, and go on by itself.
function wait(form) {
  const note = document.createElement("p");
  note.className = "note tone-soon";
  note.setAttribute("role", "status");
  note.textContent = say("现在没有网络。写的内容已存在这台设备上，网络一恢复就自动到下一步。", "No line now. What you wrote is kept on this device; it goes on by itself once the line is back.");
  form.querySelectorAll(".note[role=status]").forEach((old) => old.remove());
  form.append(note);
  note.scrollIntoView({ block: "nearest" });
  addEventListener("online", () => { note.remove(); form.requestSubmit(); }, { once: true });
}
export function start(form) {
  drop(form.dataset.draftDone);
  // The same form opens as a page and as a dialog over another page: its name and the tab's are the key.
  const base = `linli-draft-${form.dataset.draft}`, key = own(base), kept = read(key), other = kept ? null : left(base);
  if (kept && restore(form, kept)) tell(form, key);
  if (other) offer(form, key, other);
  let timer = 0;
  const keep = () => { if (timer) { clearTimeout(timer); timer = 0; write(form, key); } };
  const soon = () => { clearTimeout(timer); timer = setTimeout(keep, 400); };
  form.addEventListener("input", soon);
  addEventListener("pagehide", keep);
  // On a poor line a person writes before this piece is here.
  if (!kept && fieldsOf(form).some((field) => field.defaultValue !== undefined && field.value !== field.defaultValue)) soon();
  // Kept until an answer is there (linli.js): where the session has ended, only the sign-in page comes back.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    write(form, key);
    if (navigator.onLine === false) { event.preventDefault(); delete form.dataset.sent; wait(form); return; }
    if (!("draftKeep" in form.dataset)) sessionStorage.setItem("linli-sent", key); // else the next page says that this one arrived
  });
}
