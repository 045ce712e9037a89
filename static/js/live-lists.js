// A list that follows events (data-follows="tickets"): it is told `wl:changed` when something in it
// changed, but never while the pointer is on its way over it, or a row would jump from under it.
(() => {
  "use strict";
  const { all } = wl;
  const REST = 1500;
  const waiting = new WeakSet();
  let moved = -REST;

  const isBusy = (list) => list.matches(":hover") && performance.now() - moved < REST;

  const tell = (list) => {
    waiting.delete(list);
    if (!list.isConnected) return;
    if (isBusy(list)) later(list);
    else list.dispatchEvent(new CustomEvent("wl:changed"));
  };

  const later = (list) => {
    if (waiting.has(list)) return;
    waiting.add(list);
    setTimeout(() => tell(list), REST / 3);
  };

  document.addEventListener("pointermove", () => { moved = performance.now(); }, { passive: true });
  for (const name of new Set(all("[data-follows]").map((list) => list.dataset.follows))) {
    document.body.addEventListener(`changed:${name}`, () => {
      for (const list of all(`[data-follows="${name}"]`)) tell(list);
    });
  }
  // The row that the keys stand on keeps the focus when its list is read again.
  let standing = "";
  document.addEventListener("htmx:before:swap", () => {
    standing = document.activeElement?.closest("[data-rows] > :is(tr, li)")?.id ?? "";
  });
  document.addEventListener("htmx:after:swap", () => {
    const row = standing && document.getElementById(standing);
    if (!row || (document.activeElement !== document.body && document.activeElement !== row)) return;
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
  });
})();
