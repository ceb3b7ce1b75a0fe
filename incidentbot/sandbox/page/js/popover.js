// Things that float beside a control (menus, lists) in the browser's top layer, kept inside the window.

const GAP = 4;

/** Opens `popup` (an element with the popover attribute) under its anchor, or above where there is more room. */
export function openBeside(popup, anchor, { sameWidth = false, alignEnd = false } = {}) {
  // Inside a modal dialog only the dialog's own descendants can be used, so the popup lives where its anchor lives.
  if (!popup.isConnected) (anchor.closest("dialog") ?? document.body).append(popup);
  if (!popup.matches(":popover-open")) popup.showPopover();
  place(popup, anchor.getBoundingClientRect(), sameWidth, alignEnd);
}

function place(popup, at, sameWidth, alignEnd) {
  popup.style.minWidth = sameWidth ? `${at.width}px` : "";
  popup.style.maxHeight = "";
  const below = window.innerHeight - at.bottom - 2 * GAP;
  const above = at.top - 2 * GAP;
  const height = popup.offsetHeight;
  const up = height > below && above > below;
  popup.style.maxHeight = `${Math.max(up ? above : below, 96)}px`;
  popup.style.top = up ? `${Math.max(GAP, at.top - GAP - Math.min(height, above))}px` : `${at.bottom + GAP}px`;
  const left = alignEnd ? at.right - popup.offsetWidth : at.left;
  popup.style.left = `${Math.min(Math.max(GAP, left), window.innerWidth - popup.offsetWidth - GAP)}px`;
}

export function close(popup) {
  if (popup.isConnected && popup.matches(":popover-open")) popup.hidePopover();
}
