// Popovers sit under the button that opened them; the top layer does the stacking.
(() => {
  "use strict";
  const { find, all, on, isTyping } = wl;
  const EDGE = 8;
  const GAP = 4;

  wl.placeUnder = (popover, anchor) => {
    const place = anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = popover;
    const wished = popover.dataset.align === "end" ? place.right - width : place.left;
    const isTight = place.bottom + height + EDGE > innerHeight && place.top > height;
    const top = isTight ? place.top - height - GAP : place.bottom + GAP;
    popover.style.left = Math.max(EDGE, Math.min(wished, innerWidth - width - EDGE)) + "px";
    popover.style.top = top + "px";
  };

  document.addEventListener("toggle", (event) => {
    const popover = event.target;
    if (!popover.matches?.(".pop[popover]") || event.newState !== "open") return;
    const anchor = find(`[popovertarget="${popover.id}"]`) || document.getElementById(popover.dataset.anchor);
    if (!anchor) return;
    wl.placeUnder(popover, anchor);
    if (popover.getAttribute("popover") !== "manual") find("input, textarea, a, button", popover)?.focus();
  }, true);

  on("keydown", ".pop", (event, popover) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || isTyping(event)) return;
    const items = all(".menu-i", popover);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = (items.indexOf(document.activeElement) + step + items.length) % items.length;
    event.preventDefault();
    items[next]?.focus();
  });
})();
