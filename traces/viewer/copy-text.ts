/** Puts a text into the clipboard, wherever the page lies: a file, and a browser that gives no clipboard to files. */

/**
 * @param text - also what the element holds
 * @param element - selected if nothing else works, so that the reader's own keys can copy it
 * @returns whether it is in the clipboard
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
