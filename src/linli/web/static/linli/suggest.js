// Names of places while one writes: a list under the field, by arrow keys or touch; the house looks them up.
import { say } from "./linli.js";

const PAUSE_MS = 180;

export function start(part) {
  const input = part.querySelector("input"), list = part.querySelector("[data-names]"), look = part.querySelector("[data-look]");
  const status = document.createElement("p");
  let timer = 0, asked = "", at = -1, names = [];
  status.className = "vh";
  status.setAttribute("role", "status");
  part.append(status);
  if (look) look.remove(); // or Enter would press it instead of going on
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" }).forEach(([key, value]) => input.setAttribute(key, value));
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("可选的地名", "Names to choose from"));

  function mark(next) {
    at = next;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at >= 0) { input.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
  }
  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }
  function choose(place) {
    input.value = asked = names[place].name;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer);
    close();
    status.textContent = say(`已选 ${input.value}`, `${input.value} chosen`);
    input.focus();
  }
  function show() {
    list.replaceChildren(...names.map((one, place) => {
      const item = document.createElement("li"), name = document.createElement("strong"), where = document.createElement("span");
      item.id = `${list.id}-${place}`;
      item.className = "suggest-name";
      item.setAttribute("role", "option");
      name.textContent = one.name;
      where.className = "quiet";
      where.textContent = ` ${one.where}`;
      item.append(name, where);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(place));
      return item;
    }));
    list.hidden = !names.length;
    input.setAttribute("aria-expanded", String(names.length > 0));
    status.textContent = names.length ? say(`有 ${names.length} 个地名可选`, `${names.length} names to choose from`) : "";
    mark(-1);
  }
  async function ask() {
    const words = input.value.trim();
    if (words === asked) return;
    asked = words;
    if (!words) { names = []; show(); return; }
    try {
      const answer = await fetch(`${part.dataset.suggest}?q=${encodeURIComponent(words)}`, { credentials: "same-origin" });
      const found = (await answer.json()).names;
      if (words !== asked) return; // more was written meanwhile
      names = found.length === 1 && found[0].name === words ? [] : found;
      show();
    } catch (error) { close(); }
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark((at + (event.key === "ArrowDown" ? 1 : names.length)) % names.length); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(at); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });
}
