/** The mutexes of a system, as a footprint numbers them (`mutexBit`), and as people call them. */

/** By bit number. */
export const mutexNames: readonly string[] = [
  'BQL',
  'bitmap_mutex',
  'page_request_mutex',
  'destination BQL',
];

/** @param held - mutexes, one bit each */
export function describeHeld(held: number): string {
  const names = mutexNames.filter((_, number) => (held & (1 << number)) !== 0);
  return names.length === 0 ? 'without a mutex' : `under ${names.join(' and ')}`;
}
