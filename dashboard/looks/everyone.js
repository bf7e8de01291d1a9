// What Streamlit's own page lacks for everyone.
"use strict";

// Its drop zone for files says that it is nothing ("presentation") and carries a name all the same: it is a group.
const ZONE = '[data-testid="stFileUploaderDropzone"][role="presentation"]';
let waits = false;
const mend = () => {
  waits = false;
  document.querySelectorAll(ZONE).forEach((zone) => zone.setAttribute("role", "group"));
};
new MutationObserver(() => {
  if (!waits) requestAnimationFrame(mend);
  waits = true;
}).observe(document.documentElement, { childList: true, subtree: true });

// Within a room of a place ("?see=…") the place's own entry in the menu did nothing; it leads back to the place.
document.addEventListener("click", (event) => {
  const way = event.target.closest?.('[data-testid="stSidebarNavLink"]');
  if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (way.pathname !== location.pathname || !location.search) return;
  event.preventDefault();
  event.stopPropagation();
  location.assign(way.href);
}, true);
