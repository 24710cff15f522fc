/** The terms of a recovery. */
export const recoveryGlossary: Readonly<Record<string, string>> = {
  paused:
    'a connection was lost in postcopy: the guest runs on the destination until it touches a missing page',
  recovery: 'the operator connects paused hosts again; the source then owes what was not received',
  'received bitmap':
    'which pages of a block the destination has received; the source takes it, inverted, for its dirty bitmap',
};
