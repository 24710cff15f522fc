/** The part of a run that is about its last migration. */
import type { Happening } from '../../../impl/qemu/happenings.ts';

/** @returns everything from the last `migrate` on */
export function ofLastAttempt(happenings: readonly Happening[]): readonly Happening[] {
  const begin = happenings.findLastIndex(
    (one) => one.kind === 'operator' && one.command === 'migrate',
  );
  return happenings.slice(Math.max(begin, 0));
}
