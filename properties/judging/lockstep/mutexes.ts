/** The mutexes of a system, as a footprint numbers them (`mutexBit`), and as people call them. */

import { MUTEXES_MAX } from '../../../impl/footprint-entry.ts';

/** By bit number. */
export const mutexNames: readonly string[] = [
  'BQL',
  'bitmap_mutex',
  'page_request_mutex',
  'destination BQL',
];

/** @param held - mutexes, one bit each */
export function describeHeld(held: number): string {
  const names: string[] = [];
  for (let number = 0; number < MUTEXES_MAX; number++)
    if ((held & (1 << number)) !== 0) names.push(mutexNames[number] ?? `mutex ${number}`);
  return names.length === 0 ? 'without a mutex' : `under ${names.join(' and ')}`;
}
