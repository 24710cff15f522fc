/** What a search must have seen of hints about free pages. */
export const hintsSituations = {
  'hint-of-dirty-page':
    'a page that is still to be sent is left out because the guest has reported it as free',
  'hint-of-clean-page': 'a page that has been sent is reported as free',
  'hint-dropped': 'a report comes too late to be taken',
  'hint-answered-late': 'the guest answers an id that is no longer asked for',
  'reported-written-before-hint':
    'a page is written after it was reported, and before the hint is taken',
  'reported-written-after-hint': 'a page is written after it was left out',
  'hints-stopped-by-background-sync': 'a background sync stops hints that are being taken',
  'hint-beside-slice': 'a hint is taken in the middle of a pass that has not ended',
  'reported-when-cancelled': 'a migration is given up while the guest has reported pages',
  'reported-at-switch-over': 'the guest is stopped for good while it has reported pages',
} as const;
