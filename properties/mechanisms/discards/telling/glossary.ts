/** The terms of memory that is not plugged in. */
export const discardsGlossary: Readonly<Record<string, string>> = {
  discarded:
    'said of memory that is not plugged in (QEMU: RamDiscardManager): it must not be read or sent',
};
