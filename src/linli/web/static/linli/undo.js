// Undo bar: counts its seconds down and goes; u or z takes the deed back. The server alone decides whether it is in time.
import { say } from "./linli.js";

export function start(form) {
  const until = Date.now() + (Number(form.dataset.undo) || 10) * 1000;
  const words = form.querySelector(".undo-seconds"), bar = form.querySelector(".undo-left");
  if (bar) bar.style.animationDuration = `${Number(form.dataset.undo) || 10}s`;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) {
      if (words) words.textContent = say(`还有 ${left} 秒`, `${left} s left`);
      setTimeout(tick, 250);
    } else if (form.contains(document.activeElement) && left > -5) {
      if (words) words.textContent = say("时间到了", "time is over");
      setTimeout(tick, 1000);
    } else {
      form.remove();
    }
  };
  tick();
}
