/** The terms of the second channel of postcopy. */
export const preemptGlossary: Readonly<Record<string, string>> = {
  'preempt channel':
    'a second connection in postcopy, for pages that a thread waits for: they overtake the others',
  urgent: 'said of a page that a thread on the destination waits for',
  'single sender':
    'the design of QEMU 7.1: one thread interrupts a host page to send an urgent one',
};
