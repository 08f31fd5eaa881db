// The outbox as it is seen: what waits, what was refused and why, what arrived. The person decides about every refusal.
import { say } from "./linli.js";
import * as store from "./field-store.js";
import * as outbox from "./field-outbox.js";
import { part, words, find } from "./field-parts.js";

const SHOWN = 30;
// What holds no words of its own cannot become a report.
const NO_WORDS = new Set(["check", "sign"]);
const time = (ms) => new Date(ms).toLocaleString(say("zh-CN", "en-GB"), { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });

function head(one) {
  const name = say(one.title.zh, one.title.en) + (one.title.number ? ` · ${one.title.number}` : "");
  return part("p", { className: "field-saved" }, part("strong", {}, name), part("span", { className: "quiet" }, time(one.made)));
}
function photos(one) {
  if (!one.photos.length) return [];
  const row = part("div", { className: "field-photos" });
  one.photos.forEach((photo) => {
    const picture = part("img", { alt: say("照片", "Photo"), src: URL.createObjectURL(photo) });
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    row.append(picture);
  });
  return [row];
}
// Two presses: nothing goes silently, nor by a slip. The list is drawn anew between them when something arrives.
const asked = new Set();
function discard(one) {
  const label = () => (asked.has(one.seq) ? say("真的不要？再按一次", "Really? Press again") : say("不要了", "Discard"));
  const button = part("button", { type: "button", className: "button plain" }, label());
  button.addEventListener("click", async () => {
    if (!asked.has(one.seq)) {
      asked.add(one.seq);
      button.textContent = label();
      return;
    }
    asked.delete(one.seq);
    await store.remove(one.seq);
    outbox.news.dispatchEvent(new CustomEvent("changed"));
  });
  return button;
}
function waits(one) {
  const said = one.answer && one.answer.status >= 500 ? say("服务器没有办成，会再发", "The server failed; it is sent again") : one.tries ? say(`发过 ${one.tries} 次，没有连上，会再发`, `Tried ${one.tries} times without a connection; it is sent again`) : say("等着发送", "Waiting");
  return part("li", { className: "card stack-tight" }, head(one), part("p", { className: "clip-2" }, one.title.words || ""), ...photos(one), part("p", { className: "row-between" }, part("span", { className: "quiet" }, said), discard(one)));
}
function refused(one, deeds) {
  const why = one.answer.says ? words(one.answer.says) : say("照片太大，服务器没有收。", "The photos are too big for the server.");
  const buttons = part("div", { className: "actions" });
  const deed = (label, act, kind) => {
    const button = part("button", { type: "button", className: `button ${kind}` }, label);
    button.addEventListener("click", () => act(one));
    buttons.append(button);
  };
  if (one.kind === "report" || one.answer.status === 422 || one.answer.status === 413) deed(say("改一改再发", "Mend and send"), deeds.mend, "");
  if (one.kind !== "report" && !NO_WORDS.has(one.kind)) deed(say("改成新上报", "Make it a report"), deeds.reportInstead, "second");
  buttons.append(discard(one));
  return part("li", { className: "card stack-tight" }, head(one), part("p", {}, one.title.words || ""), ...photos(one), part("p", { className: "panel tone-late" }, part("span", { className: "late" }, why)), buttons);
}
function arrived(one) {
  const clock = one.answer.clock ? [part("p", { className: "quiet" }, words(one.answer.clock))] : [];
  const link = part("a", { href: one.answer.url || "#outbox" }, one.answer.number || say(one.title.zh, one.title.en));
  return part("li", {}, part("p", { className: "field-saved" }, part("span", {}, `${say(one.title.zh, one.title.en)} `, link), part("span", { className: "quiet" }, time(one.answer.at))), part("p", { className: "quiet clip-2" }, one.title.words || ""), ...clock);
}
function group(name, rows, drawn) {
  find(`[data-part="${name}"]`).hidden = !rows.length;
  find(`[data-count="${name}"]`).textContent = String(rows.length);
  find(`[data-fill="${name}"]`).replaceChildren(...rows.slice(0, SHOWN).map(drawn));
}
function says(waiting, bar, sent) {
  const line = find("[data-outbox-says]");
  bar.hidden = !(outbox.isSending() && waiting.length);
  bar.max = waiting.length + sent.length || 1;
  bar.value = sent.length;
  if (!waiting.length) line.textContent = "";
  else if (outbox.isSending()) line.textContent = say(`正在发送，还有 ${waiting.length} 条。`, `Sending; ${waiting.length} to go.`);
  else line.textContent = say(`${waiting.length} 条等着发送，都存在这台手机上，有网时自动发出。`, `${waiting.length} wait on this phone and are sent when there is a line.`);
}
export function drawOutbox(mine, deeds) {
  const of = (state) => mine.filter((one) => one.state === state);
  const waiting = of("waiting"), sent = of("sent").reverse();
  group("refused", of("refused"), (one) => refused(one, deeds));
  group("waiting", waiting, waits);
  group("sent", sent, arrived);
  find('[data-empty="outbox"]').hidden = mine.length > 0;
  find("[data-send]").parentElement.hidden = !waiting.length;
  says(waiting, find("[data-progress]"), sent);
}
