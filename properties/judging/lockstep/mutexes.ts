/** Names of the mutexes of a system, which a footprint numbers (`mutexBit`). */
import { vocabularies } from '../../../impl/mechanisms.ts';
import { MUTEXES_MAX } from '../../../impl/footprint-entry.ts';

/** By bit number; empty for a bit that no mutex has. */
export const mutexNames: readonly string[] = namesByBit();

function namesByBit(): readonly string[] {
  const names: string[] = [];
  for (const { mutexes, mutexNames: called } of vocabularies)
    for (const [mutex, bit] of Object.entries(mutexes))
      names[Math.log2(bit)] = called[mutex] ?? mutex;
  return Array.from(names, (name) => name ?? '');
}

/** @param held - mutexes, one bit each */
export function describeHeld(held: number): string {
  const names: string[] = [];
  for (let number = 0; number < MUTEXES_MAX; number++)
    if ((held & (1 << number)) !== 0) names.push(mutexNames[number] ?? `mutex ${number}`);
  return names.length === 0 ? 'without a mutex' : `under ${names.join(' and ')}`;
}
