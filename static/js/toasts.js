// Toasts: eight seconds, held while hovered or focused. The server writes them into #toasts, a
// behaviour calls wl.toast(text, { undo, tone }).
(() => {
  "use strict";
  const { find, all, words, button, icon } = wl;
  const STAYS = 8000;
  const region = find("#toasts");

  const adopt = (toast) => {
    toast.dataset.live = "";
    let timer;
    const stop = () => clearTimeout(timer);
    const start = () => {
      stop();
      timer = setTimeout(() => toast.remove(), STAYS);
    };
    const close = button("", "x", () => toast.remove());
    close.setAttribute("aria-label", words("close"));
    close.append("×");
    toast.append(close);
    for (const type of ["mouseenter", "focusin"]) toast.addEventListener(type, stop);
    for (const type of ["mouseleave", "focusout"]) toast.addEventListener(type, start);
    start();
  };

  wl.toast = (text, { undo, tone = "good" } = {}) => {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.tone = tone;
    const sentence = document.createElement("span");
    sentence.textContent = text;
    toast.append(icon(tone === "bad" ? "circle-alert" : "circle-check"), sentence);
    if (undo) {
      toast.append(button(words("undo"), "linkbtn", () => {
        toast.remove();
        undo();
      }));
    }
    region.append(toast);
  };

  const adoptNew = () => all(".toast:not([data-live])", region).forEach(adopt);
  new MutationObserver(adoptNew).observe(region, { childList: true, subtree: true });
  adoptNew();
})();
