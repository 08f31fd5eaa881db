// What an elder view must not have: words under 18 px, lines too close, targets under 60 px (domain-spec §15.2).
() => {
  const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden" && !element.closest(".vh, .skip, [aria-hidden=true], details:not([open]) > :not(summary)");
  const wrong = [], words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const called = (element) => `${element.tagName.toLowerCase()}.${element.className} “${(element.textContent || element.name || "").trim().slice(0, 20)}”`;
  while (words.nextNode()) {
    const text = words.currentNode.textContent.trim(), element = words.currentNode.parentElement;
    if (!text || !shown(element) || element.closest("script, style, option, .map-canvas")) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize), leading = parseFloat(style.lineHeight) / size;
    if (size < 18) wrong.push(`${called(element)} is ${size} px`);
    if (leading < 1.3 - 0.001 && element.getClientRects().length > 1) wrong.push(`${called(element)} has lines of ${leading.toFixed(2)}`);
  }
  document.querySelectorAll("a[href], button, summary, input, select, textarea").forEach((element) => {
    if (!shown(element) || element.type === "hidden" || element.matches(".photo-input") || element.closest(".map-canvas")) return;
    const target = (element.type === "radio" || element.type === "checkbox") ? element.closest("label") : element;
    const box = target.getBoundingClientRect();
    if (box.height < 59.5 || box.width < 59.5) wrong.push(`${called(element)} is ${Math.round(box.width)} x ${Math.round(box.height)}`);
  });
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`scrolls sideways: ${document.documentElement.scrollWidth}`);
  return wrong;
}
