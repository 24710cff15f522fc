/** Whether the counters that QEMU reports of a migration agree with what was seen of it on the wire. */
import type { Happening } from '../../../impl/qemu/happenings.ts';
import type { WireItem } from '../../../traces/wire-reader.ts';
import { ofLastAttempt } from './last-attempt.ts';
import type { Problem } from './problem.ts';
import { aboutNoPage } from './problem.ts';

/**
 * A bitmap is synchronised about once for each section of RAM. More than this many times as often, and this
 * many more, is a loop that does nothing else.
 */
const SYNCS_PER_SECTION_MAX = 2;
const SYNCS_MORE_MAX = 10;

/** Of the source, from `query-migrate`. */
interface Counters {
  readonly remaining?: number;
  readonly normal?: number;
  readonly duplicate?: number;
  readonly 'postcopy-requests'?: number;
  readonly 'dirty-sync-count'?: number;
}

/**
 * @param happenings - of a run whose records were all seen
 * @param isBroken - the link was lost: some records may have been sent in vain
 */
export function countsThatDiffer(
  happenings: readonly Happening[],
  isBroken: boolean,
): readonly Problem[] {
  const own = ofLastAttempt(happenings);
  const settled = own.find((one) => one.kind === 'settled' && one.host === 'source');
  if (settled?.kind !== 'settled' || settled.migration['ram'] === undefined) return [];
  const isComplete = settled.migration['status'] === 'completed';
  const counters = settled.migration['ram'] as Counters;
  const { remaining = 0, normal = 0, duplicate = 0 } = counters;
  const syncs = counters['dirty-sync-count'] ?? 0;
  const requests = counters['postcopy-requests'] ?? 0;
  const seenOf = (kind: WireItem['kind']): number =>
    own.filter((one) => one.kind === 'item' && one.item.kind === kind).length;
  const [records, asked, sections] = [seenOf('record'), seenOf('request'), seenOf('section')];
  const isWhole = isComplete && !isBroken;
  const differences: readonly (readonly [boolean, string])[] = [
    [isComplete && remaining !== 0, `${remaining} bytes remain of a migration that is complete`],
    [
      isWhole && normal + duplicate !== records,
      `${normal + duplicate} pages are reported as sent, and ${records} were`,
    ],
    [isWhole && requests !== asked, `${requests} requests are reported, and ${asked} were made`],
    [
      syncs > SYNCS_PER_SECTION_MAX * sections + SYNCS_MORE_MAX,
      `the bitmap was synchronised ${syncs} times for ${sections} sections`,
    ],
  ];
  return differences
    .filter(([differs]) => differs)
    .map(([, text]) => ({ ...aboutNoPage, property: 'COUNT', text }));
}
