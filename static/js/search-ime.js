// Search fields fire `wl:search` for htmx. It stays quiet while an IME is composing, so typing
// pinyin never sends half a word: hx-trigger="wl:search delay:250ms from:#q".
(() => {
  "use strict";
  const { on, tell } = wl;
  on("input", "input[type=search]", (event, field) => {
    if (!event.isComposing) tell(field, "wl:search");
  });
  on("compositionend", "input[type=search]", (event, field) => tell(field, "wl:search"));
})();
