/** Copies a text to the clipboard, even if the page is a file and the browser denies files the clipboard. */

/**
 * @param text - the same text as in the element
 * @param element - selected if nothing else works, so that the user can copy it with the keyboard
 * @returns whether the text is in the clipboard
 */
export async function copyText(text: string, element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(element);
  }
}

function copySelected(element: HTMLElement): boolean {
  const selection = getSelection();
  selection?.selectAllChildren(element);
  const isCopied = document.execCommand('copy');
  if (isCopied) selection?.removeAllRanges();
  return isCopied;
}
