// Photos before they are sent: shown, taken out again, made smaller. What was taken where is lost in the redrawing.
import { say } from "./linli.js";

const LONGEST = 1920;
const QUALITY = 0.82;

async function shrink(file) {
  // HEIC too: a phone that takes such photos can often draw them, and what is drawn is sent as JPEG.
  if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) && !/\.hei[cf]$/i.test(file.name)) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}

export function start(part) {
  const input = part.querySelector("input[type=file]");
  const list = part.querySelector("[data-photo-list]");
  const says = part.querySelector("[data-photo-says]");
  const limit = Number(part.dataset.limit) || 6;
  let kept = [];

  function write() {
    const files = new DataTransfer();
    kept.forEach((file) => files.items.add(file));
    input.files = files.files;
    const kb = Math.round(kept.reduce((sum, file) => sum + file.size, 0) / 1024);
    says.textContent = kept.length ? say(`已选 ${kept.length} 张，共 ${kb} kB`, `${kept.length} chosen, ${kb} kB`) : "";
    list.replaceChildren(...kept.map(preview));
    part.dispatchEvent(new CustomEvent("photos-kept", { bubbles: true, detail: kept }));
  }
  function preview(file) {
    const item = document.createElement("li"), picture = document.createElement("img"), button = document.createElement("button");
    picture.alt = file.name;
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    button.type = "button";
    button.className = "button plain";
    button.textContent = say("不要这张", "Remove");
    button.addEventListener("click", () => { kept = kept.filter((one) => one !== file); write(); input.focus(); });
    item.append(picture, button);
    return item;
  }
  async function take() {
    says.textContent = say("正在处理照片……", "Preparing the photos …");
    const chosen = [];
    for (const file of input.files) {
      try { chosen.push(await shrink(file)); } catch (error) { chosen.push(file); }
    }
    const over = kept.length + chosen.length - limit;
    kept = [...kept, ...chosen].slice(0, limit);
    write();
    if (over > 0) says.textContent += say(`；最多 ${limit} 张，多出的 ${over} 张没有收`, `; at most ${limit}, ${over} left out`);
  }
  input.addEventListener("change", take);
  if (input.files.length) take(); // chosen before this script arrived on a slow line
}
