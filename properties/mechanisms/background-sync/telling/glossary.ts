/** The terms of syncs in the middle of an iteration. */
export const backgroundSyncGlossary: Readonly<Record<string, string>> = {
  'background sync':
    'a sync in the middle of an iteration, to see how fast the guest writes; it parks the pages that it finds',
  parked: 'found by a background sync; the next iteration sync marks it dirty; I beside a story',
  'shadow bitmap': 'which pages were still dirty at the last background sync; S beside a story',
  prune: 'at a sync, a parked page is dropped if it was sent since it was parked: S set, D clear',
};
