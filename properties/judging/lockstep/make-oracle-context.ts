/** Makes the context of the oracles: the parts that all scenarios share, and the means to point it at the next. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { System } from '../../../impl/system.ts';
import { meanings } from '../mechanisms.ts';
import { announcedReader } from './announced-reading.ts';
import type { Capacity } from './capacity.ts';
import type { OracleContext } from './oracle-context.ts';
import { discardedPagesOf, followHostPages } from '../pages/host-pages.ts';
import { makeLedger } from './ledger.ts';
import { pageContent } from '../pages/page-content.ts';
import type { StreamReader } from './stream-reading.ts';
import { makeReading, streamReader } from './stream-reading.ts';
import type { Target } from './target.ts';
import { targetOf } from './target.ts';
import { touchedPages } from '../pages/touched-pages.ts';

export interface PointedCourt {
  readonly context: OracleContext;
  /** The reader that keeps the context's reading of the stream, for the current system. */
  readonly reader: () => StreamReader;
  /** To be called before the oracles are retargeted, since they read the context. */
  readonly retarget: (scenario: Scenario, system: System) => void;
}

export function makeOracleContext(
  first: Target,
  capacity: Capacity,
  object: OracleContext['object'],
): PointedCourt {
  const target: Target = { ...first };
  const touched = touchedPages(target, capacity);
  const reading = makeReading(capacity);
  const fromStream = streamReader(reading, target);
  const fromAnnouncements = announcedReader(reading, target, capacity);
  const hostPages = followHostPages(target);
  const holds = pageContent(target);
  const discarded = new Uint8Array(capacity.pages);
  const context: OracleContext = Object.assign(target, {
    capacity,
    ledger: makeLedger(capacity),
    touched,
    reading,
    hostPageOf: hostPages.hostPageOf,
    isDiscarded: (page: number) => discarded[page] === 1,
    holds,
    meanings,
    followers: [],
    object,
  });
  const isStreamSeen = (): boolean => context.system.lacks?.views.has('channel') !== true;
  const reader = (): StreamReader => (isStreamSeen() ? fromStream : fromAnnouncements);
  return {
    context,
    reader,
    retarget(scenario, system) {
      Object.assign(target, targetOf(scenario, system));
      touched.retarget();
      hostPages.retarget();
      discarded.fill(0);
      for (const page of discardedPagesOf(scenario)) discarded[page] = 1;
      reader().retarget();
    },
  };
}
