/** Runs in a page: returns the faults of its layout, one line each. */
globalThis.layoutComplaints = async () => {
  // Elements that depend on the window's width are drawn one frame later.
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  const all = [...document.body.querySelectorAll('*')].filter(
    (element) => element.checkVisibility() && element.closest('.unseen') === null,
  );
  return [
    ...tooWide(),
    ...all.flatMap(leftOfWindow),
    ...all.flatMap(tooSmall),
    ...all.flatMap(cutOff),
    ...[...document.querySelectorAll('.head')].flatMap(aboveHeads),
    ...[...document.querySelectorAll('.lanes li > a')].flatMap(higherThanRow),
    ...runningTogether([...document.querySelectorAll('thead th span')]),
    ...runningTogether([...document.querySelectorAll('.stacked .head')]),
  ];
};

const FONT_MIN = 12;

function tooWide() {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth <= clientWidth ? [] : [`${scrollWidth} wide in a window of ${clientWidth}`];
}

function leftOfWindow(element) {
  const { left, width } = element.getBoundingClientRect();
  const isOut = width > 0 && left < -0.5 && element.closest('[tabindex="0"]') === null;
  return isOut ? [`${nameOf(element)} begins at ${left}`] : [];
}

function tooSmall(element) {
  const isText = [...element.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '',
  );
  const size = parseFloat(getComputedStyle(element).fontSize);
  return isText && size < FONT_MIN ? [`${nameOf(element)} is of ${size}px`] : [];
}

/** Content that does not fit must scroll, be reachable with the keyboard, and have a label. */
function cutOff(element) {
  const { overflowX, overflowY, display } = getComputedStyle(element);
  if (display === 'inline' || element instanceof SVGElement) return [];
  const isWide = element.scrollWidth > element.clientWidth + 1;
  const isHigh = element.scrollHeight > element.clientHeight + 1;
  if ((isWide && isHidden(overflowX)) || (isHigh && isHidden(overflowY)))
    return [`${nameOf(element)} is cut off`];
  if (overflowX === 'visible' || !(isWide || isHigh)) return [];
  const isReached = element.tabIndex === 0 && element.getAttribute('aria-label') !== null;
  // For vertical scrolling, links inside make it reachable.
  const hasLinks = !isWide && element.querySelector('a, button') !== null;
  return isReached || hasLinks
    ? []
    : [`${nameOf(element)} scrolls, and cannot be reached or has no name`];
}

function isHidden(overflow) {
  return overflow === 'hidden' || overflow === 'clip';
}

function aboveHeads(head) {
  const isAbove =
    head.getBoundingClientRect().top < head.closest('.heads').getBoundingClientRect().top;
  return isAbove ? [`${nameOf(head)} is longer than the heads are high`] : [];
}

function higherThanRow(link) {
  const { bottom } = link.parentElement.getBoundingClientRect();
  return [...link.children].flatMap((part) =>
    part.getBoundingClientRect().bottom > bottom + 0.5
      ? [`${nameOf(link)} is higher than its row`]
      : [],
  );
}

function runningTogether(labels) {
  const boxes = labels
    .map((label) => ({ label, box: label.getBoundingClientRect() }))
    .toSorted((one, other) => one.box.left - other.box.left);
  return boxes.slice(1).flatMap(({ label, box }, index) => {
    const { label: before, box: left } = boxes[index];
    const isApart =
      left.right <= box.left + 0.5 || left.bottom <= box.top || box.bottom <= left.top;
    return isApart ? [] : [`${nameOf(before)} runs into ${nameOf(label)}`];
  });
}

function nameOf(element) {
  const text = element.textContent.trim().replaceAll(/\s+/g, ' ').slice(0, 40);
  return `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> "${text}"`;
}
