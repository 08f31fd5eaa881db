// Choosing rows of a list: x ticks the row the keys are on, X all from the last one to here; the bar counts them.
import { say } from "./linli.js";

const bar = document.querySelector("[data-bulk]");
const boxes = () => [...document.querySelectorAll("input[type=checkbox][form=bulk]")];
let last = null;

function count() {
  const number = boxes().filter((box) => box.checked).length;
  bar.classList.toggle("is-empty", !number);
  bar.querySelector("[data-chosen]").textContent = number ? say(`已选 ${number} 件`, `${number} chosen`) : "";
}
function here() {
  const row = document.querySelector("[data-list] .at") || (document.activeElement && document.activeElement.closest("[data-list] tr, [data-list] li")) || document.querySelector("[data-list] [aria-current=true]");
  return row && row.querySelector("input[form=bulk]");
}
function range(to) {
  const all = boxes(), from = last && all.includes(last) ? all.indexOf(last) : 0, until = all.indexOf(to);
  all.slice(Math.min(from, until), Math.max(from, until) + 1).forEach((box) => { box.checked = true; });
}
if (bar) {
  document.addEventListener("change", (event) => { if (event.target.matches("input[form=bulk]")) { last = event.target; count(); } });
  document.addEventListener("keydown", (event) => {
    if (!["x", "X"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    const box = here();
    if (!box) return;
    event.preventDefault();
    if (event.key === "X") range(box); else box.checked = !box.checked;
    last = box;
    count();
  });
  document.addEventListener("click", (event) => {
    if (event.shiftKey && event.target.matches && event.target.matches("input[form=bulk]") && last) { const before = last; range(event.target); last = before; }
  });
  addEventListener("pageshow", count);
  count();
}
