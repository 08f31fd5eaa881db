// Reports that could not be sent wait on this device, photos and all, until the line is back; at most a week.
// Each carries its own client id, so that sending it twice makes one report.
import { say } from "./linli.js";

const STORE = "reports", PHOTOS = "photos", WEEK_MS = 7 * 24 * 3600 * 1000, AGAIN_MS = 20000, PATIENCE_MS = 90000;

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("linli-waiting", 1);
    asked.onupgradeneeded = () => [STORE, PHOTOS].forEach((name) => asked.result.createObjectStore(name, { keyPath: "id" }));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
async function ask(store, mode, deed) {
  const base = await open();
  try {
    return await new Promise((done, failed) => {
      const turn = base.transaction(store, mode), asked = deed(turn.objectStore(store));
      turn.oncomplete = () => done(asked.result);
      turn.onabort = turn.onerror = () => failed(turn.error);
    });
  } finally { base.close(); }
}
const isFresh = (row) => Date.now() - row.at < WEEK_MS;
async function all(store) {
  const rows = await ask(store, "readonly", (table) => table.getAll());
  await Promise.all(rows.filter((row) => !isFresh(row)).map((row) => ask(store, "readwrite", (table) => table.delete(row.id))));
  return rows.filter(isFresh);
}
export const keep = (id, address, body) => ask(STORE, "readwrite", (table) => table.put({ id, address, fields: [...body.entries()], at: Date.now() }));
export const forget = (id) => ask(STORE, "readwrite", (table) => table.delete(id));
export const waiting = () => all(STORE);
export const keepPhotos = (id, files) => ask(PHOTOS, "readwrite", (table) => (files.length ? table.put({ id, files, at: Date.now() }) : table.delete(id)));
export const photosOf = async (id) => ((await all(PHOTOS)).find((row) => row.id === id) || { files: [] }).files;

// "sent" with the receipt's address; "refused" where a person must look; "later" where the line or the house is down.
export async function post(address, body) {
  const stop = new AbortController(), patience = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(address, { method: "POST", body, credentials: "same-origin", signal: stop.signal });
    if (answer.ok && answer.redirected && new URL(answer.url).pathname.startsWith("/r/")) return { outcome: "sent", url: answer.url };
    return { outcome: answer.status >= 500 || answer.status === 429 ? "later" : "refused" };
  } catch (error) {
    return { outcome: "later" };
  } finally { clearTimeout(patience); }
}
function bodyOf(row) {
  const body = new FormData();
  const cookie = document.querySelector("input[name=csrfmiddlewaretoken]");
  row.fields.forEach(([name, value]) => body.append(name, name === "csrfmiddlewaretoken" && cookie ? cookie.value : value));
  return body;
}
export async function send(row) {
  const answer = await post(row.address, bodyOf(row));
  if (answer.outcome === "sent") await Promise.all([forget(row.id), keepPhotos(row.id, [])]);
  return answer;
}
// Do it again when the line is back and every now and then, one at a time; `now` does it at once, `stop` ends it.
export function whenBack(deed) {
  let isBusy = false;
  async function now() {
    if (isBusy) return;
    isBusy = true;
    try { await deed(); } finally { isBusy = false; }
  }
  const timer = setInterval(() => navigator.onLine !== false && now(), AGAIN_MS);
  addEventListener("online", now);
  return { now, stop: () => { clearInterval(timer); removeEventListener("online", now); } };
}

// The remark on other pages: one waits; it goes by itself, or now, or never.
function show(part, row) {
  const words = document.createElement("p"), now = document.createElement("button"), never = document.createElement("button");
  const said = String((row.fields.find(([name]) => name === "words") || ["", ""])[1]).slice(0, 24);
  const tell = (zh, en) => { words.textContent = say(zh, en); };
  const turn = whenBack(async () => {
    tell("正在发送……", "Sending …");
    const answer = await send(row);
    if (answer.outcome === "later") { tell(`“${said}”还没有发出去：网络不通。网一通就自动发。`, `“${said}” is not sent yet: no line. It goes by itself once the line is back.`); return; }
    turn.stop();
    now.remove();
    never.remove();
    const link = document.createElement("a");
    link.className = "button second";
    link.href = answer.outcome === "sent" ? answer.url : "/report/";
    link.textContent = answer.outcome === "sent" ? say("看回执", "Open the receipt") : say("打开看看", "Open it");
    if (answer.outcome === "sent") tell(`“${said}”已经发出去了。`, `“${said}” is sent.`);
    else tell(`“${said}”没有被收下，请打开看看要改什么。`, `“${said}” was not taken; open it to see what to mend.`);
    part.append(link);
  });
  [[now, "button second", say("现在再发", "Send now"), turn.now], [never, "button plain", say("不发了，删掉", "Do not send, delete it"), async () => {
    await Promise.all([forget(row.id), keepPhotos(row.id, [])]);
    turn.stop();
    part.hidden = true;
  }]].forEach(([button, face, text, deed]) => { button.type = "button"; button.className = face; button.textContent = text; button.addEventListener("click", deed); });
  part.className = "note tone-soon stack-tight waiting-note";
  part.setAttribute("role", "status");
  part.append(words, now, never);
  part.hidden = false;
  turn.now();
}
export async function start(part) {
  try {
    const rows = await waiting();
    if (rows.length) show(part, rows[0]);
  } catch (error) { /* a browser without a store: nothing waits */ }
}
