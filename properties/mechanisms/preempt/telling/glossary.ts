/** The words of the second channel of postcopy. */
export const preemptGlossary: Readonly<Record<string, string>> = {
  'preempt channel':
    'a second connection in postcopy, for pages that somebody waits for: they overtake the others',
  urgent: 'said of a page that somebody waits for',
  'single sender':
    'the design of QEMU 7.1: one thread leaves a host page in the middle to send an urgent one',
};
