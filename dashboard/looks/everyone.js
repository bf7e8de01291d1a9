// Streamlit's drop zone for files says that it is nothing ("presentation") and carries a name all the same; it is a group.
"use strict";
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
