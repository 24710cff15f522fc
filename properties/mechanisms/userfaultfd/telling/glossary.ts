/** The terms of placing pages. */
export const userfaultfdGlossary: Readonly<Record<string, string>> = {
  prefault:
    'a thread of the destination touches all memory, so that the guest waits for less of it',
};
