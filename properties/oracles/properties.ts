/** What each property claims, and the oracle that judges it. */
import type { OracleMaker } from '../lockstep/oracle.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { end } from './end.ts';
import { guestView } from './g1-guest-view.ts';
import { economy } from './n1-economy.ts';
import { search } from './n2-search.ts';
import { decisions } from './n3-decisions.ts';
import { syncs } from './n4-syncs.ts';
import { loading } from './n5-loading.ts';
import { coverage } from './p1-coverage.ts';
import { log } from './p2-log.ts';
import { clearDiscipline } from './p3-clear-discipline.ts';
import { count } from './p4-count.ts';
import { lock } from './p5-lock.ts';
import { grammar } from './p6-grammar.ts';
import { refinement } from './r-refinement.ts';

export interface Property {
  readonly kind: 'always' | 'eventually';
  readonly claim: string;
  /** Where to look first when it is violated. */
  readonly hint: string;
  /** `undefined` for what only the run as a whole can show. */
  readonly oracle: OracleMaker | undefined;
}

export const properties: Readonly<Record<PropertyId, Property>> = {
  P2: {
    kind: 'always',
    claim: 'a write to any page traps, or the page is logged already',
    hint: 'look for a log bit that is cleared without arming the page, or before a writer is waited for',
    oracle: log,
  },
  P3: {
    kind: 'always',
    claim: 'a log clear removes only what was fetched, and precedes the read of its pages',
    hint: 'look at the order of fetch, clear and read, and at which pages the clear names',
    oracle: clearDiscipline,
  },
  P5: {
    kind: 'always',
    claim: 'bitmaps, cursor and count are touched only under bitmap_mutex; lock order has no cycle',
    hint: 'look for a path on which bitmap_mutex is not taken, or taken before the BQL',
    oracle: lock,
  },
  P1: {
    kind: 'always',
    claim: 'a page whose newest copy is stale is recorded where it will still be found',
    hint: 'the last line that takes a bit from the page did so although its copy was stale',
    oracle: coverage,
  },
  END: {
    kind: 'always',
    claim: 'the memory that arrives is the memory that left, and exactly one host runs the guest',
    hint: 'follow the page that differs back to its last send',
    oracle: end,
  },
  G1: {
    kind: 'always',
    claim: 'every guest read returns the newest write before it, and each operation happens once',
    hint: 'compare the position of the guest on both hosts, and the order of writes',
    oracle: guestView,
  },
  DEADLOCK: {
    kind: 'always',
    claim: 'somebody can go on, unless everything is done',
    hint: 'follow the chain of who waits for whom',
    oracle: undefined,
  },
  PROGRESS: {
    kind: 'eventually',
    claim: 'once the guest is quiet and scheduling is fair, the migration ends',
    hint: 'look for a loop that leaves something dirty, or waits for what nobody brings',
    oracle: undefined,
  },
  CRASH: {
    kind: 'always',
    claim: 'the engine throws no exception',
    hint: 'the message is the exception',
    oracle: undefined,
  },
  P4: {
    kind: 'always',
    claim: 'the dirty page count is the number of bits set, and a sync counts a page once',
    hint: 'look for a bit that is set or cleared without counting it, or counted twice',
    oracle: count,
  },
  P6: {
    kind: 'always',
    claim: 'the stream can be read by somebody else, and holds what is announced',
    hint: 'compare what the writer puts into the stream with what the decoder expects there',
    oracle: grammar,
  },
  R: {
    kind: 'always',
    claim: 'the model allows every action, and memory is what the model says',
    hint: 'either the engine does what no correct migration does, or the model is too strict',
    oracle: refinement,
  },
  N3: {
    kind: 'always',
    claim: 'the migration thread does what its count of pending pages asks for',
    hint: 'compare the count that was announced with the move that followed',
    oracle: decisions,
  },
  N5: {
    kind: 'always',
    claim:
      'the destination loads exactly what comes over the wire, and refuses what it cannot mean',
    hint: 'compare what the loader checks with the grammar of the stream',
    oracle: loading,
  },
  N4: {
    kind: 'always',
    claim: 'every sync is of the right kind, by the right path, and left out only without need',
    hint: 'look at how the kind, the path or the omission of the sync is decided',
    oracle: syncs,
  },
  N2: {
    kind: 'always',
    claim: 'the next page to be sent is the next dirty one',
    hint: 'look at where the search begins, wraps and ends',
    oracle: search,
  },
  N1: {
    kind: 'always',
    claim: 'every bit that is set has a reason',
    hint: 'look for a bit that is set for pages nobody has written',
    oracle: economy,
  },
};
