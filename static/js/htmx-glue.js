// Round htmx 4: focus on the error summary after a 422, a toast for what failed, and a word to
// screen readers when something takes long.
(() => {
  "use strict";
  const { find, words, say } = wl;
  const PATIENCE = 2500;
  const seen = new WeakSet();
  let slow;

  const focusErrors = () => {
    const summary = find("[data-errsum]");
    if (!summary || seen.has(summary)) return;
    seen.add(summary);
    summary.focus();
    document.title = "(!) " + document.title.replace(/^\(!\) /, "");
  };

  document.addEventListener("htmx:after:swap", focusErrors);
  document.addEventListener("htmx:error", () => wl.toast(words("error"), { tone: "bad" }));
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail?.ctx?.response?.status >= 500) wl.toast(words("error"), { tone: "bad" });
  });
  document.addEventListener("htmx:before:request", () => {
    clearTimeout(slow);
    slow = setTimeout(() => say(words("slow")), PATIENCE);
  });
  document.addEventListener("htmx:finally:request", () => clearTimeout(slow));
  focusErrors();
})();
