// A canned answer goes into its field: in place of the one picked before, else below what is written.
export function start(list) {
  const field = document.getElementById(list.dataset.canned);
  if (!field) return;
  let put = "";
  list.addEventListener("change", () => {
    const words = list.value, rest = put && field.value.endsWith(put) ? field.value.slice(0, -put.length) : field.value;
    if (!words) return;
    put = (rest.trim() ? "\n" : "") + words;
    field.value = rest + put;
    const open = field.value.search(/[{｛]/);
    field.focus();
    if (open >= 0) field.setSelectionRange(open, field.value.slice(open).search(/[}｝]/) + open + 1);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    list.selectedIndex = 0;
  });
}
