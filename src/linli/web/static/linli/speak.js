// Elder view: each block can be read aloud by the browser's own voice. Without it, or without script, nothing is lost:
// the button is simply not there, and the words are.
import { say } from "./linli.js";

const BLOCKS = "section, .field, .card:not(.door), .emergency, .note, .panel, .empty, .summary, .prose";
// A label of two words needs no button; a field with a hint, or the page's question, has one.
const isWorth = (block) => !block.matches(".field") || block.matches(".question") || block.querySelector(".hint, .error");
const SILENT = "button, .button, select, script, svg, .map, [hidden], .speak, .vh";
const START_MS = 4000;
const voice = window.speechSynthesis;
let current = null;

const isShown = (element) => element.getClientRects().length > 0;
function isSilent(element) {
  const fold = element.closest("details:not([open])");
  return element.matches(SILENT) || !isShown(element) || (fold && fold !== element && !element.closest("summary"));
}
// A number to call is said figure by figure: 12345 is no twelve thousand.
const figures = (words) => words.replace(/\d/g, "$& ");
function wordsOf(node, top) {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (node.nodeType !== Node.ELEMENT_NODE || isSilent(node)) return "";
  if (node !== top && top.dataset.leading && node.matches(BLOCKS)) return "";
  const inside = [...node.childNodes].map((child) => wordsOf(child, top)).join("");
  const said = node.matches("a[href^='tel:'], .mono") ? figures(inside) : inside;
  return /^(inline|inline-flex|contents)$/.test(getComputedStyle(node).display) ? said : `\n${said}\n`;
}
const sentences = (words) => (words.match(/[^。！？!?；;\n]+[。！？!?；;]*/g) || []).map((one) => one.replace(/\s+/g, " ").trim()).filter((one) => /[\p{L}\p{N}]/u.test(one));

function face(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
  button.querySelector("span").textContent = isOn ? say("停下", "Stop") : say("读给我听", "Read it to me");
}
function stop() {
  const was = current;
  current = null;
  voice.cancel();
  if (!was) return;
  clearTimeout(was.timer);
  was.block.classList.remove("spoken");
  face(was.button, false);
}
function fail(run) {
  if (current !== run) return;
  stop();
  run.button.querySelector("span").textContent = say("这台设备没有朗读的声音", "This device has no voice");
}
function read(block, button) {
  const isSame = current && current.block === block;
  stop();
  if (isSame) return;
  const parts = sentences(wordsOf(block, block)), run = { block, button, timer: 0 };
  if (!parts.length) return;
  current = run;
  run.timer = setTimeout(() => fail(run), START_MS);
  block.classList.add("spoken");
  face(button, true);
  parts.forEach((part, at) => {
    const speech = new SpeechSynthesisUtterance(part);
    speech.lang = document.documentElement.lang;
    speech.rate = 0.9;
    speech.onstart = () => clearTimeout(run.timer);
    speech.onerror = (event) => { if (!/^(interrupted|canceled)$/.test(event.error)) fail(run); };
    if (at === parts.length - 1) speech.onend = () => { if (current === run) stop(); };
    voice.speak(speech);
  });
}
function speaker() {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${new URL("icons.svg", import.meta.url).pathname}#speak`);
  drawn.append(use);
  return drawn;
}
function offer(block) {
  const button = document.createElement("button"), words = document.createElement("span");
  button.type = "button";
  button.className = "button second speak";
  button.append(speaker(), words);
  face(button, false);
  button.addEventListener("click", () => read(block, button));
  const head = block.querySelector("h1, h2, h3, legend, .label");
  const after = head && (head.querySelector(":scope > .label") && head.matches("h1") ? head : head.closest("h1") || head);
  if (after && block.contains(after)) after.after(button); else block.append(button);
}
function blocksOf(main) {
  const found = [...main.querySelectorAll(BLOCKS)].filter((one) => isShown(one) && isWorth(one) && !one.parentElement.closest(BLOCKS));
  const title = main.querySelector("h1");
  if (title && !title.closest(BLOCKS)) {
    title.parentElement.dataset.leading = "1";
    found.unshift(title.parentElement);
  }
  return found.filter((one) => !one.querySelector(":scope > .speak") && sentences(wordsOf(one, one)).length);
}
export function start(main) {
  if (!voice || !window.SpeechSynthesisUtterance) return;
  blocksOf(main).forEach(offer);
  addEventListener("pagehide", stop);
}
