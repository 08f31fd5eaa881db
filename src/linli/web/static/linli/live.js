// What changes while a page is open, in quiet lines: new rows of the list, who else has the case open, news of the case.
// Asked for every twenty seconds while the page is seen; nothing moves and the focus stays where it is.
import { say } from "./linli.js";

const EVERY_MS = 20000;
let headers = {};
try { headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}"); } catch (error) { /* no token: only reading */ }

// ---- the list
const line = document.querySelector("[data-news]");
let newest = "", tag = "";
async function askList() {
  const address = new URL(line.dataset.news, location.href);
  if (newest) address.searchParams.set("since", newest);
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
  if (answer.status !== 200 || answer.redirected) return;
  const told = await answer.json();
  if (!newest) { newest = told.newest || "00000000-0000-0000-0000-000000000000"; return; }
  tag = answer.headers.get("ETag") || "";
  if (!told.new) return;
  const link = document.createElement("a"), number = told.new >= 99 ? "99+" : told.new;
  link.href = location.href;
  link.textContent = say("看看", "show");
  line.replaceChildren(say(`有 ${number} 件新的，`, `${number} new, `), link);
  line.hidden = false;
}

// ---- the case
let told = "", version = "";
async function askCase() {
  const place = document.querySelector("#case-body [data-here]");
  if (!place || (place.closest(".desk-only") && !place.closest(".desk-only").offsetParent)) return;
  const address = place.dataset.here;
  const answer = await fetch(address, { method: "POST", headers, credentials: "same-origin", redirect: "manual" });
  if (answer.status !== 200 || !place.isConnected) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-version]");
  if (told !== address) { told = address; version = found.dataset.version; }
  const words = [...found.childNodes];
  if (found.dataset.version !== version) {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = say("这件刚有新进展，看看", "Something happened to this case; show");
    words.push(link);
  }
  const text = words.map((node) => node.textContent).join("");
  if (place.textContent.trim() !== text.trim()) place.replaceChildren(...words);
}
function ask() {
  if (document.hidden) return;
  if (line) askList().catch(() => {});
  askCase().catch(() => {});
}
setInterval(ask, EVERY_MS);
document.addEventListener("visibilitychange", ask);
document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "case") askCase().catch(() => {}); });
ask();
