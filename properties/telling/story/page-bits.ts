/** The records of a page as letters, one for each set record, as shown beside the lines of a story. */
import type { Scenario } from '../../../impl/scenario.ts';
import { pageBit } from '../../../impl/system.ts';
import { hosts } from '../../../impl/tracepoints.ts';
import { pageRecords, recordNames } from '../../judging/pages/page-records.ts';
import type { Filmed } from '../film/frames.ts';
import type { PendingKind } from './pending-writes.ts';
import { pendingBit, pendingRecords, trackWrites } from './pending-writes.ts';

const PENDING = Object.keys(pendingRecords) as PendingKind[];

/** The letters of a page after each step. */
export function describeBits({ scenario, frames }: Filmed, page: number): readonly string[] {
  const writes = trackWrites();
  return frames.map(({ thread, events, bits }) => {
    for (const { name, args } of events) writes.hear(thread, name, args[0]);
    return namesOf(bits[page] ?? 0, writes.bitsOf(page), scenario);
  });
}

function namesOf(bits: number, pending: number, scenario: Scenario): string {
  return [
    ...PENDING.filter((kind) => (pending & pendingBit[kind]) !== 0).map(
      (kind) => pendingRecords[kind].letter,
    ),
    ...recordNames.flatMap((name) => {
      const { host, letter } = pageRecords[name];
      const isShown = host === 'source' || scenario.postcopy;
      return isShown && (bits & pageBit[name]) !== 0 ? [letter] : [];
    }),
  ].join(' ');
}

/** The meaning of the letters used, grouped by host; `undefined` if none is used. */
export function legendOfBits(used: ReadonlySet<string>): string | undefined {
  const told = hosts.flatMap((host) => {
    const records = recordNames
      .map((name) => pageRecords[name])
      .filter((record) => record.host === host);
    const meanings = [...(host === 'source' ? Object.values(pendingRecords) : []), ...records]
      .filter(({ letter }) => used.has(letter))
      .map(({ letter, legend }) => `${letter} ${legend}`);
    return meanings.length === 0 ? [] : [`${host}: ${meanings.join(', ')}`];
  });
  return told.length === 0 ? undefined : told.join('; ');
}
