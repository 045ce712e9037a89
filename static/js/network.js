// Offline: say so on top of the page and keep what was typed.
(() => {
  "use strict";
  const { find, words } = wl;

  const show = () => {
    const bar = find("#netbar");
    if (navigator.onLine) {
      bar?.remove();
      return;
    }
    if (bar) return;
    const made = document.createElement("div");
    made.id = "netbar";
    made.className = "netbar";
    made.setAttribute("role", "status");
    made.textContent = words("offline");
    document.body.prepend(made);
  };

  addEventListener("online", show);
  addEventListener("offline", show);
  // What is typed in a form that has not been sent is worth more than a fresh page: the server still
  // asks to sign in (or to switch the organisation) when it is sent, and keeps it.
  let typed = false;
  document.addEventListener("input", (event) => {
    typed ||= Boolean(event.target.closest("main form[method=post]"));
  });
  // A page on its way out (a form sent, a link followed) goes where it was sent: a reload would overtake
  // that. A download also looks like leaving, so the way out has its time.
  const WAY_OUT = 8000;
  let leftAt = -WAY_OUT;
  addEventListener("beforeunload", () => { leftAt = performance.now(); });
  // The session ended elsewhere: the server leads to the sign-in page and back.
  const leave = () => {
    const rest = leftAt + WAY_OUT - performance.now();
    if (rest > 0) setTimeout(leave, rest);
    else if (!typed) location.reload();
  };
  document.addEventListener("session:over", leave);
  show();
})();
