// The last step of a report: sent in the background, so that a dead line keeps the page, the words and the photos.
import { say } from "./linli.js";
import { drop } from "./tab.js";
import { forget, keep, keepPhotos, photosOf, post, send, whenBack } from "./waiting.js";

function noteOf(form) {
  let note = form.querySelector("[data-send-says]");
  if (!note) {
    note = document.createElement("p");
    note.className = "note";
    note.dataset.sendSays = "";
    note.setAttribute("role", "status");
    form.append(note);
  }
  return note;
}
function tell(form, zh, en, tone) {
  const note = noteOf(form);
  note.className = tone ? `note tone-${tone}` : "note";
  note.textContent = say(zh, en);
  note.scrollIntoView({ block: "nearest" });
}
async function wait(form, id, body) {
  try {
    await keep(id, form.getAttribute("action") || location.pathname, body);
  } catch (error) {
    tell(form, "没有网络，这台设备又存不下。请不要关掉页面，网络恢复后再按“提交”，或打 12345。", "No line, and this device cannot keep it. Leave the page open and press “Send” once the line is back, or call 12345.", "late");
    return;
  }
  tell(form, "现在没有网络。写的内容和照片已存在这台设备上，网一通就自动发出去；页面关了也不要紧，再打开“我要反映”会接着发。", "No line now. Words and photos are kept on this device and go by themselves once the line is back. You may close the page; opening “Report” again goes on.", "soon");
  const row = { id, address: form.getAttribute("action") || location.pathname, fields: [...body.entries()] };
  const turn = whenBack(async () => {
    const answer = await send(row);
    if (answer.outcome === "later") return;
    turn.stop();
    if (answer.outcome === "sent") location.assign(answer.url);
    else form.submit();
  });
}
async function go(form) {
  const id = form.querySelector("[name=client_id]").value, body = new FormData(form), button = form.querySelector(".actions .button");
  button.setAttribute("aria-disabled", "true");
  tell(form, "正在发送……", "Sending …");
  const answer = await post(form.getAttribute("action") || location.pathname, body);
  if (answer.outcome === "sent") {
    await Promise.all([forget(id), keepPhotos(id, [])]).catch(() => {});
    location.assign(answer.url);
    return;
  }
  button.removeAttribute("aria-disabled");
  delete form.dataset.sent;
  if (answer.outcome === "later") await wait(form, id, body);
  else form.submit(); // refused: let the house show its own page, with what to mend
}
async function photosBack(form, id) {
  // What the house could not open would be refused again: it is let go, and the page asks for another.
  if ("photosRefused" in form.dataset) { await keepPhotos(id, []); return; }
  const input = form.querySelector("input[type=file]"), files = await photosOf(id);
  if (!input || input.files.length || !files.length) return;
  const back = new DataTransfer();
  files.forEach((file) => back.items.add(file));
  input.files = back.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  form.querySelectorAll("[data-photos-again]").forEach((hint) => hint.remove());
}
export function start(form) {
  const id = form.querySelector("[name=client_id]").value;
  drop(form.dataset.draftDone);
  photosBack(form, id).catch(() => {}).then(() => form.addEventListener("photos-kept", (event) => keepPhotos(id, event.detail).catch(() => {})));
  let isGoing = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isGoing) return;
    isGoing = true;
    go(form).finally(() => { isGoing = false; });
  });
}
