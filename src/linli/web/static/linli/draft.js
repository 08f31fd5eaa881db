// Unfinished words of a form stay on this device for a week, so that a lost line or a full battery loses nothing.
// Never kept: files, hidden fields, passwords, anything inside [data-private].
import { say } from "./linli.js";

const WEEK_MS = 7 * 24 * 3600 * 1000;

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !/^(hidden|file|password|submit|button)$/.test(field.type) && !field.closest("[data-private]"));
}
function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Date.now() - kept.at < WEEK_MS ? kept.fields : null;
  } catch (error) { return null; }
}
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
function tell(form, key) {
  const note = document.createElement("p"), words = document.createElement("span"), button = document.createElement("button");
  note.className = "note";
  words.textContent = say("上次没写完的内容已经填好。", "Your unfinished words are back.");
  button.type = "button";
  button.className = "button plain right";
  button.textContent = say("清空重写", "Start afresh");
  button.addEventListener("click", () => { localStorage.removeItem(key); form.reset(); note.remove(); });
  note.append(words, button);
  form.prepend(note);
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
  (form.dataset.draftDone || "").split(" ").forEach((done) => done && localStorage.removeItem(done));
  // The same form opens as a page and as a dialog over another page: its name alone is the key.
  const key = `linli-draft-${form.dataset.draft}`;
  const kept = read(key);
  if (kept && restore(form, kept)) tell(form, key);
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => write(form, key), 400); });
  // Kept until an answer is there (linli.js): where the session has ended, only the sign-in page comes back.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    write(form, key);
    if (navigator.onLine === false) { event.preventDefault(); delete form.dataset.sent; wait(form); return; }
    if (!("draftKeep" in form.dataset)) sessionStorage.setItem("linli-sent", key); // else the next page says that this one arrived
  });
}
