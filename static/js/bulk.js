// Ticked rows inside <form data-bulk>: the bar appears in place, Shift picks a range.
(() => {
  "use strict";
  const { find, all, on } = wl;
  let last;

  const ticks = (form) => all("tbody input[type=checkbox]", form);

  const show = (form) => {
    const boxes = ticks(form);
    const chosen = boxes.filter((box) => box.checked).length;
    const head = find("[data-check-all]", form);
    for (const box of boxes) box.closest("tr").classList.toggle("sel", box.checked);
    if (head) {
      head.checked = chosen > 0 && chosen === boxes.length;
      head.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    find("[data-bulkbar]", form).hidden = !chosen;
    find("[data-bulk-n]", form).textContent = chosen;
  };

  on("click", "[data-bulk] input[type=checkbox]", (event, box) => {
    const form = box.closest("[data-bulk]");
    const boxes = ticks(form);
    if ("checkAll" in box.dataset) {
      for (const other of boxes) other.checked = box.checked;
    } else if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const other of boxes.slice(from, to + 1)) other.checked = box.checked;
    }
    last = box;
    show(form);
  });

  document.addEventListener("reset", (event) => {
    if (event.target.matches("[data-bulk]")) setTimeout(() => show(event.target));
  });
})();
