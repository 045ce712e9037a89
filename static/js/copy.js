// Copying: <button data-copy="ID" data-copied="Copied"> puts the text of the element on the clipboard.
(() => {
  "use strict";
  const { find, on } = wl;
  on("click", "[data-copy]", async (_event, pressed) => {
    const source = find("#" + CSS.escape(pressed.dataset.copy));
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      // Without the right to write there, what is marked can be copied by hand.
      getSelection().selectAllChildren(source);
      return;
    }
    wl.toast(pressed.dataset.copied);
  });
})();
