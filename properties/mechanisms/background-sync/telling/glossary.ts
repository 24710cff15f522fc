/** The terms of syncs in the middle of an iteration. */
export const backgroundSyncGlossary: Readonly<Record<string, string>> = {
  'background sync':
    'a sync in the middle of an iteration, to see how fast the guest writes; it parks what it finds',
  parked:
    'found by a background sync, and to be marked dirty by the next iteration sync; I beside a story',
  'shadow bitmap': 'which pages were still dirty at the last background sync; S beside a story',
  prune: 'at a sync, a parked page is dropped if it was sent since it was parked: S set, D clear',
};
