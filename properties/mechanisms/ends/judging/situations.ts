/** What a search must have seen of the ends of a migration. */
export const endsSituations = {
  'save-fails': 'a device cannot save its state when the last pages have been sent',
  'save-fails-before-package': 'a device cannot save its state for the package',
  'completes-after-failed-save': 'a migration completes after one whose device state was not saved',
  'load-fails': 'a device of the destination cannot load its state when all memory has arrived',
  'load-fails-in-package': 'a device of the destination cannot load its state from the package',
  'completes-after-failed-load':
    'a migration completes after one whose device state was not loaded',
  'source-quits-before-switch-over': 'the source quits in the middle of a migration',
  'source-quits-in-postcopy': 'the source quits while the destination still lacks pages',
  'source-quits-when-complete':
    'the source quits before the destination has loaded what it has sent',
  'destination-ends-before-switch-over': 'the destination ends in the middle of a migration',
  'destination-ends-in-postcopy': 'the destination ends although the guest runs there',
  'destination-ends-when-complete':
    'the destination ends before it has loaded the end of the stream',
  'completes-after-destination-ended': 'a migration completes after one whose destination ended',
} as const;
