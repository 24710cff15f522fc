/** How much of the longest work the deep suites do: all of it, or the share that MIGCHECK_SHARE names, as in CI. */

/** More than 0, and at most 1. */
export const share: number = Number(process.env['MIGCHECK_SHARE'] ?? 1);
if (!(share > 0 && share <= 1))
  throw new Error('MIGCHECK_SHARE: a number more than 0 and at most 1 is expected');

/** @returns this part of the things, spread evenly over them */
export function shareOf<Thing>(things: readonly Thing[], part: number): readonly Thing[] {
  return things.filter((_, number) => Math.floor((number + 1) * part) > Math.floor(number * part));
}

/** Why a test is skipped if its work is beyond the share. */
export const TOO_LONG = 'takes longer than MIGCHECK_SHARE allows';
