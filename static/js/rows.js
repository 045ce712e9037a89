// Keys in lists (data-rows): J and K move, X ticks, Enter opens, / goes to the search field.
// Never while typing or composing Chinese.
(() => {
  "use strict";
  const { find, all, isTyping } = wl;

  const isFree = (event) =>
    !isTyping(event) && !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey && !find("dialog[open]");

  const toSearch = (event) => {
    const field = find("main input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
  };

  const inRows = (event) => {
    const rows = all("[data-rows] > :is(tr, li):not([aria-hidden])").filter((one) => one.checkVisibility());
    if (!rows.length) return;
    const place = rows.findIndex((row) => row.contains(document.activeElement));
    const row = rows[place];
    const step = { j: 1, k: -1 }[event.key];
    if (step) {
      const next = rows[Math.max(0, Math.min(rows.length - 1, place + step))];
      next.tabIndex = 0;
      next.focus();
    } else if (row && event.key === "x") {
      find("input[type=checkbox]", row)?.click();
    } else if (row && event.key === "Enter" && document.activeElement === row) {
      find("a", row)?.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (!isFree(event)) return;
    if (event.key === "/") toSearch(event);
    else inRows(event);
  });
})();
