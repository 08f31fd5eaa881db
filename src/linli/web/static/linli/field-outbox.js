// Sending what waits, one after the other in the order it was recorded. A record leaves "waiting" only by an answer of
// the server: done, or refused with a reason. Whatever else happens (no line, a killed server, an ended session) it stays,
// and is sent again under the same key, which the server takes once.
import * as store from "./field-store.js";

const DAY_MS = 24 * 3600 * 1000;
const KEPT_MS = 7 * DAY_MS;
const PATIENCE_MS = 60000;
const AGAIN_MS = [2000, 4000, 8000, 15000, 30000];
// Answers that say nothing about the record itself; it waits.
const LATER = new Set([401, 408, 425, 429, 500, 502, 503, 504]);

export const news = new EventTarget();
const tell = (what) => news.dispatchEvent(new CustomEvent(what));
let running = false, timer = 0, failures = 0;

export async function add(kind, path, fields, photos, title) {
  const owner = await store.read("owner");
  await store.queue({ id: store.key(), owner: owner || "", kind, path, fields, photos, title, made: Date.now(), state: "waiting", answer: null, tries: 0 });
  tell("changed");
  send();
}
function form(record, csrf) {
  const body = new FormData();
  Object.keys(record.fields).forEach((name) => body.append(name, record.fields[name]));
  record.photos.forEach((photo, at) => body.append("photos", photo, photo.name || `${at + 1}.jpg`));
  body.append("client_id", record.id);
  body.append("made_ms", String(record.made));
  body.append("sent_ms", String(Date.now()));
  body.append("csrfmiddlewaretoken", csrf || "");
  return body;
}
async function post(record, csrf) {
  const stop = new AbortController(), late = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(record.path, { method: "POST", body: form(record, csrf), credentials: "same-origin", headers: { Accept: "application/json" }, signal: stop.signal });
    const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return { status: answer.status, said: isOurs ? await answer.json() : null };
  } finally {
    clearTimeout(late);
  }
}
async function settle(record, answer) {
  // The number last: the words have a "status" of their own.
  record.answer = { ...answer.said, status: answer.status, at: Date.now() };
  if (answer.status === 200) {
    record.state = "sent";
    // What was sent is the server's; here only its number stays for a week.
    record.fields = {};
    record.photos = [];
  } else record.state = "refused";
  await store.change(record);
}
// Say whether the next record may follow.
async function one(record) {
  const csrf = await store.read("csrf");
  record.tries += 1;
  let answer;
  try {
    answer = await post(record, csrf);
  } catch (error) {
    await store.change(record);
    return "line";
  }
  if (answer.said === null && answer.status === 403) return "mark";
  if (LATER.has(answer.status) || (answer.said === null && answer.status !== 413)) {
    record.answer = { ...(answer.said || {}), status: answer.status, at: Date.now() };
    await store.change(record);
    return answer.status === 401 ? "door" : "later";
  }
  await settle(record, answer);
  tell("changed");
  return "";
}
async function round(owner) {
  const waiting = (await store.records()).filter((record) => record.state === "waiting" && record.owner === owner);
  for (const record of waiting) {
    const stopped = await one(record);
    if (stopped) return stopped;
  }
  return "";
}
async function alone(work) {
  // Two open tabs take turns; without locks the server's keys still make one of two.
  if (!navigator.locks) return work();
  return navigator.locks.request("linli-field-outbox", work);
}
export async function send() {
  if (running) return;
  running = true;
  clearTimeout(timer);
  tell("sending");
  let stopped = "line";
  try {
    const owner = await store.read("owner");
    stopped = owner ? await alone(() => round(owner)) : "door";
  } finally {
    running = false;
  }
  if (stopped) {
    timer = setTimeout(send, AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]);
    failures += 1;
    if (stopped === "mark" || stopped === "door") tell("stale");
  } else {
    if (failures) tell("stale");
    failures = 0;
  }
  tell("changed");
  if (!stopped && (await mine()).some((record) => record.state === "waiting")) send();
}
export async function mine() {
  const owner = await store.read("owner");
  return (await store.records()).filter((record) => record.owner === (owner || ""));
}
export async function ofOthers() {
  const owner = await store.read("owner");
  return (await store.records()).filter((record) => record.owner !== (owner || "") && record.state !== "sent").length;
}
export async function tidy() {
  const old = (await store.records()).filter((record) => record.state === "sent" && record.answer.at < Date.now() - KEPT_MS);
  for (const record of old) await store.remove(record.seq);
}
export const isSending = () => running;
