// Small pieces the field's screens are made of. Words go in as text, never as markup.
import { say, duration, SHAPES } from "./linli.js";

export const find = (selector) => document.querySelector(selector);
export const words = (pair) => (pair ? say(pair.zh, pair.en) : "");
export function part(tag, given, ...inside) {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...inside);
  return made;
}
function shape(name) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("class", "shape");
  drawn.setAttribute("viewBox", "0 0 12 12");
  drawn.setAttribute("aria-hidden", "true");
  drawn.innerHTML = SHAPES[name];
  return drawn;
}
// The same words as the due chips of the pages; `now` is the server's moment.
export function due(clock, now) {
  if (clock.is_paused) return part("span", { className: "due tone-off" }, shape("bars"), say("暂停计时", "paused"));
  const tone = now > clock.due ? "late" : now >= clock.yellow ? "soon" : "calm";
  const left = duration(Math.floor(Math.abs(clock.due - now) / 60000));
  const drawn = shape({ late: "triangle", soon: "half", calm: "ring" }[tone]);
  return part("span", { className: `due tone-${tone}` }, drawn, tone === "late" ? say(`超期 ${left}`, `${left} overdue`) : say(`还剩 ${left}`, `${left} left`));
}
// Unfinished words of the person before must not greet the next one.
export function emptied() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith("linli-draft-")).forEach((key) => localStorage.removeItem(key));
  } catch (error) { /* forbidden: then nothing was kept either */ }
}
