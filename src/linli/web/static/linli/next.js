// A deed done from a list: the form is sent without leaving the page, and the next case opens in the same place.
// What the server did not accept stays open with what was typed.
import { start } from "./linli.js";

const DEED = /\/desk\/case\/([0-9a-f-]{36})\/do\//;
const MARK = "linli-next";

// The link of the next row about another case, else of the first other one.
function linkAfter(caseId) {
  const links = [...document.querySelectorAll("[data-list] a.main[hx-push-url]")];
  const isOther = (link) => !link.pathname.includes(caseId);
  let last = -1;
  links.forEach((link, number) => {
    const row = link.closest("tr, li");
    if (!isOther(link) && (last < 0 || row.getAttribute("aria-current") === "true")) last = number;
  });
  return last < 0 ? null : links.slice(last + 1).find(isOther) || links.find(isOther);
}
function addressAfter(form, caseId) {
  const link = linkAfter(caseId), back = form.elements.back ? form.elements.back.value : location.href;
  if (link) return link.getAttribute("hx-push-url");
  if (!document.querySelector("[data-list]")) return back;
  const address = new URL(location.href);
  address.searchParams.delete("case");
  return address.pathname + address.search;
}
function refill(box, html, action) {
  const page = new DOMParser().parseFromString(html, "text/html"), main = page.querySelector("main > div") || page.body;
  main.querySelectorAll("form:not([action]), form[action='']").forEach((form) => form.setAttribute("action", action));
  [...box.childNodes].slice(1).forEach((node) => node.remove());
  box.append(...main.childNodes);
  start(box);
  box.scrollTop = 0;
}
async function send(form, box, caseId) {
  const next = addressAfter(form, caseId);
  const headers = { "X-Requested-With": "dialog" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers, redirect: "manual", credentials: "same-origin" });
  if (answer.status === 204) {
    try { sessionStorage.setItem(MARK, "1"); } catch (error) { /* the row is only not focused */ }
    location.assign(next);
  } else if (answer.type === "opaqueredirect") {
    HTMLFormElement.prototype.submit.call(form);
  } else {
    refill(box, await answer.text(), form.action);
  }
}
document.addEventListener("submit", (event) => {
  const form = event.target, box = form.closest("dialog"), about = box && DEED.exec(form.action);
  if (!about || form.method !== "post") return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "1";
  send(form, box, about[1]).catch(() => { delete form.dataset.sent; document.dispatchEvent(new CustomEvent("htmx:sendError")); });
}, true);

// Back on the list after a deed: the eye and the keys are on the row whose case is open.
function settle() {
  let isAfter = null;
  try { isAfter = sessionStorage.getItem(MARK); sessionStorage.removeItem(MARK); } catch (error) { return; }
  const link = isAfter && document.querySelector("[data-list] [aria-current=true] a.main");
  if (!link) return;
  link.focus({ preventScroll: true });
  link.closest("tr, li").scrollIntoView({ block: "nearest" });
}
settle();
