// The diary: what the day's facts told by themselves, what waits in the outbox, a line more, one tap to sign.
import { say } from "./linli.js";
import { part, words, find } from "./field-parts.js";

const SECTION = '[data-screen="diary"]';
let days = [], chosen = 0, waiting = [];
const dateOf = (iso) => new Date(`${iso}T12:00:00+08:00`).toLocaleDateString(say("zh-CN", "en-GB"), { month: "long", day: "numeric", weekday: "short", timeZone: "Asia/Shanghai" });

function lineRow(one) {
  const report = part("a", { className: "button plain", href: "#report" }, say("改成上报", "Make it a report"));
  report.dataset.said = one.words;
  const late = one.is_late ? [part("span", { className: "quiet" }, say("签字后补记 · ", "Added after signing · "))] : [];
  const waits = one.is_waiting ? [part("span", { className: "quiet" }, say("在发件箱 · ", "In the outbox · "))] : [];
  return part("li", { className: "row-between" }, part("p", {}, ...waits, ...late, one.words), report);
}
const entryRow = (one) => part("li", {}, part("strong", {}, words(one)));
function tab(one, at) {
  const link = part("a", { href: "#diary" }, at === 0 ? say("今天", "Today") : say("昨天", "Yesterday"));
  if (at === chosen) link.setAttribute("aria-current", "page");
  link.dataset.diaryDay = String(at);
  return link;
}
function says(day, isSigning) {
  if (!day) return say("有网时打开一次，就有今天的日志。", "Open this once with a line, and today's diary is here.");
  if (day.signed) return say(`${dateOf(day.day)} · 已签字，只能补记。`, `${dateOf(day.day)} · signed; lines can only be added.`);
  if (isSigning) return say(`${dateOf(day.day)} · 签字在发件箱里。`, `${dateOf(day.day)} · the signature is in the outbox.`);
  return say(`${dateOf(day.day)} · 还没有签字。`, `${dateOf(day.day)} · not signed yet.`);
}
export function drawDiary(copy, mine) {
  days = (copy && copy.diary) || [];
  waiting = mine.filter((one) => one.state === "waiting");
  draw();
}
function draw() {
  const day = days[chosen], iso = day ? day.day : "";
  const own = (kind) => waiting.filter((one) => one.kind === kind && one.fields.day === iso);
  const isSigning = own("sign").length > 0, lines = own("line").map((one) => ({ words: one.fields.body, is_waiting: true }));
  const others = chosen === 0 ? waiting.filter((one) => one.kind !== "line" && one.kind !== "sign").length : 0;
  find("[data-diary-days]").replaceChildren(...days.map(tab));
  find("[data-diary-says]").textContent = says(day, isSigning);
  find('[data-fill="diary"]').replaceChildren(...(day ? [...day.entries.map(entryRow), ...day.lines.map(lineRow), ...lines.map(lineRow)] : []));
  find('[data-empty="diary"]').hidden = !day || day.entries.length + day.lines.length + lines.length > 0;
  const waits = find("[data-diary-waits]");
  waits.hidden = !others;
  waits.textContent = say(`发件箱里还有 ${others} 条，送到后自动写进来。`, `${others} in the outbox are written in once they are sent.`);
  document.querySelectorAll(`${SECTION} [name="day"]`).forEach((field) => { field.value = iso; });
  const button = find("[data-sign]");
  button.parentElement.hidden = !day || Boolean(day.signed) || isSigning;
  find(`${SECTION} [data-kind="line"]`).hidden = !day;
}
// Which day, and a line that becomes a report: both by a link of this page.
export function pressed(link) {
  if (link.dataset.diaryDay) {
    chosen = Number(link.dataset.diaryDay);
    draw();
  }
  if (link.dataset.said) document.querySelector('[data-screen="report"] [name="text"]').value = link.dataset.said;
}
export function titleOf(form, fields) {
  const day = fields.day ? dateOf(fields.day) : "";
  return form.dataset.kind === "sign" ? { zh: "日志签字", en: "Signature of the diary", words: day } : { zh: "日志", en: "Diary", words: fields.body };
}
