/** How much of the longest work the deep suites do: all of it, or the share that MIGCHECK_SHARE names, as in CI. */

/** More than 0, and at most 1. */
export const share: number = Number(process.env['MIGCHECK_SHARE'] ?? 1);
if (!(share > 0 && share <= 1))
  throw new Error('MIGCHECK_SHARE: a number more than 0 and at most 1 is expected');

/** Why a test is skipped if its work is beyond the share. */
export const TOO_LONG = 'takes longer than MIGCHECK_SHARE allows';
