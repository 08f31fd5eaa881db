// The code on a building's door by the camera, where the browser can read codes; elsewhere it is typed.
import { say } from "./linli.js";

const LOOK_MS = 250, PATIENCE_MS = 60000;
const codeIn = (text) => { const found = /\/b\/([A-Za-z0-9-]{1,40})\/?$/.exec(text.trim()); return found ? found[1] : /^[A-Za-z0-9-]{1,40}$/.test(text.trim()) ? text.trim() : ""; };

async function look(part, input, says, button) {
  const video = document.createElement("video");
  let stream = null, timer = 0;
  video.className = "scan";
  video.muted = true;
  video.setAttribute("playsinline", "");
  function end(words) {
    clearInterval(timer);
    if (stream) stream.getTracks().forEach((track) => track.stop());
    video.remove();
    button.hidden = false;
    says.textContent = words;
  }
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (error) { end(say("相机打不开，请把楼栋码写在上面。", "The camera does not open; please type the code above.")); return; }
  button.hidden = true;
  says.textContent = say("把相机对准楼栋码……", "Point the camera at the code …");
  part.append(video);
  video.srcObject = stream;
  await video.play();
  const reader = new window.BarcodeDetector({ formats: ["qr_code"] }), began = Date.now();
  timer = setInterval(async () => {
    if (Date.now() - began > PATIENCE_MS) { end(say("没有扫到，请把楼栋码写在上面。", "No code was found; please type it above.")); return; }
    const found = await reader.detect(video).catch(() => []);
    const code = found.map((one) => codeIn(one.rawValue)).find(Boolean);
    if (!code) return;
    input.value = code.toUpperCase();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    end(say(`扫到了：${input.value}`, `Found: ${input.value}`));
  }, LOOK_MS);
}
export async function start(part) {
  if (!window.BarcodeDetector || !navigator.mediaDevices) return;
  const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return;
  const input = document.getElementById(part.dataset.scan), says = document.createElement("p"), button = document.createElement("button");
  button.type = "button";
  button.className = "button second";
  button.textContent = say("用相机扫一扫", "Scan with the camera");
  says.className = "quiet";
  says.setAttribute("role", "status");
  button.addEventListener("click", () => look(part, input, says, button));
  part.append(button, says);
}
