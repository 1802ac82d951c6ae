/** Put a popover beside what opened it, inside the window. Positions go through the CSSOM, which CSP allows. */
const GAP = 4;
const EDGE = 8;

function beside(box: DOMRect, popover: HTMLElement): { left: number; top: number } {
  const { offsetWidth: width, offsetHeight: height } = popover;
  const roomRight = box.left + width + EDGE <= window.innerWidth;
  const left = roomRight ? box.left : Math.max(EDGE, box.right - width);
  const roomBelow = box.bottom + GAP + height + EDGE <= window.innerHeight;
  const top = roomBelow ? box.bottom + GAP : Math.max(EDGE, box.top - GAP - height);
  return { left: Math.max(EDGE, Math.min(left, window.innerWidth - width - EDGE)), top };
}

/** Show where `popover` belongs: below `anchor`, above it if there is no room. */
export function place(popover: HTMLElement, anchor: Element, sameWidth = false): void {
  const box = anchor.getBoundingClientRect();
  if (sameWidth) popover.style.minWidth = `${box.width}px`;
  const { left, top } = beside(box, popover);
  popover.style.left = `${left}px`;
  popover.style.top = `${top}px`;
}
