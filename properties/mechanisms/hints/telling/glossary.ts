/** The terms of hints about free pages. */
export const hintsGlossary: Readonly<Record<string, string>> = {
  hint: 'the guest reports a page that it does not use; the page need not be sent until it is written again',
  balloon: 'the device that passes hints on, but only between two syncs',
};
