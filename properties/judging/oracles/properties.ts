/** What each property claims, and the oracle that judges it. */
import type { OracleMaker } from '../lockstep/court.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { Objection } from '../lockstep/objections.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import type { System } from '../../../impl/system.ts';
import type { JudgedProperties } from '../lockstep/judged-properties.ts';
import { isAmong } from '../lockstep/judged-properties.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertyIds } from '../lockstep/property-id.ts';
import { end } from './end.ts';
import { guestView } from './g1-guest-view.ts';
import { joinOracles } from './join-oracles.ts';
import { economy } from './n1-economy.ts';
import { search } from './n2-search.ts';
import { decisions } from './n3-decisions.ts';
import { syncs } from './n4-syncs.ts';
import { loading } from './n5-loading.ts';
import { priority } from './n6-priority.ts';
import { statuses } from './o1-statuses.ts';
import { coverage } from './p1-coverage.ts';
import { log } from './p2-log.ts';
import { unmetNeeds } from './needs.ts';
import { clearDiscipline } from './p3-clear-discipline.ts';
import { count } from './p4-count.ts';
import { lock } from './p5-lock.ts';
import { grammar } from './p6-grammar.ts';
import { frozen } from './q1-frozen.ts';
import { switchOver } from './q2-switch-over.ts';
import { partition } from './q3-partition.ts';
import { atomicity } from './q4-atomicity.ts';
import { placement } from './q5-placement.ts';
import { channelPurity } from './q6-channel-purity.ts';
import { requests } from './q7-requests.ts';
import { splitBrain } from './q9-split-brain.ts';
import { refinement } from './r-refinement.ts';
import { stoppedGuest } from './stopped-guest.ts';

export interface Property {
  readonly kind: 'always' | 'eventually';
  readonly claim: string;
  /** Where to look first when it is violated. */
  readonly hint: string;
  /** The same where it is about no page, if that is elsewhere. */
  readonly hintOfNoPage?: string;
  /** There is nothing to judge where no switch-over to postcopy can happen. */
  readonly isPostcopyOnly?: true;
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
    claim:
      'what is guarded is touched under its mutex, no two threads race, lock order has no cycle',
    hint: 'look for a path on which the mutex is not taken, or bitmap_mutex before the BQL',
    oracle: lock,
  },
  P1: {
    kind: 'always',
    claim: 'a page whose newest copy is stale is recorded where it will still be found',
    hint: 'the last line that takes a bit from the page did so although its copy was stale',
    oracle: coverage,
  },
  Q1: {
    kind: 'always',
    claim:
      'after the switch-over the source changes nothing, syncs nothing and marks nothing dirty',
    hint: 'look for a thread that waited for a lock while the phase changed and did not look again',
    isPostcopyOnly: true,
    oracle: frozen,
  },
  Q2: {
    kind: 'always',
    claim: 'at the switch-over, whole host pages are dirty, forgotten, and nothing else is stale',
    hint: 'look at how host pages are completed, and at what is sent as discards',
    isPostcopyOnly: true,
    oracle: switchOver,
  },
  Q3: {
    kind: 'always',
    claim: 'in postcopy, each page is in exactly one place',
    hint: 'look for a page that is taken without being dirty, or dropped without being sent',
    isPostcopyOnly: true,
    oracle: partition,
  },
  Q4: {
    kind: 'always',
    claim: 'nobody on the destination sees a part of a host page',
    hint: 'look at when a page appears, and when it is marked received',
    isPostcopyOnly: true,
    oracle: atomicity,
  },
  Q5: {
    kind: 'always',
    claim: 'a host page is placed once, and never over what the guest has written',
    hint: 'look for what makes the source send a page a second time',
    isPostcopyOnly: true,
    oracle: placement,
  },
  Q6: {
    kind: 'always',
    claim: 'the pages of a host page go over one channel, without a gap',
    hint: 'look at where a slice may end, and at who else may send',
    isPostcopyOnly: true,
    oracle: channelPurity,
  },
  Q7: {
    kind: 'always',
    claim: 'a page is asked for because somebody waits for it, and only until it has come',
    hint: 'look at what is done under page_request_mutex, and in which order',
    isPostcopyOnly: true,
    oracle: requests,
  },
  Q9: {
    kind: 'always',
    claim: 'the guest never runs on both hosts',
    hint: 'look at which change of status the start of the guest depends on',
    oracle: splitBrain,
  },
  END: {
    kind: 'always',
    claim: 'the memory that arrives is the memory that left, and exactly one host runs the guest',
    hint: 'follow the page that differs back to its last send',
    hintOfNoPage:
      'look at which status each change expects and sets, and at who starts and stops the guest',
    oracle: end,
  },
  G1: {
    kind: 'always',
    claim:
      'every guest read returns the newest write before it, and each operation happens once, where the guest runs',
    hint: 'compare the position of the guest on both hosts, who has stopped it, and the order of writes',
    oracle: joinOracles(stoppedGuest, guestView),
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
  N6: {
    kind: 'always',
    claim: 'a page that somebody waits for overtakes the others',
    hint: 'look at how long a sender goes on before it finds out that somebody waits',
    isPostcopyOnly: true,
    oracle: priority,
  },
  O1: {
    kind: 'always',
    claim: 'the operator is told what has happened to the migration, in order, by who knows it',
    hint: 'look at which status is expected when the new one is set, by whom, and for what reason',
    oracle: statuses,
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

/** Where to look first for what was objected to. */
export function hintOf({ property, page }: Pick<Objection, 'property' | 'page'>): string {
  const { hint, hintOfNoPage = hint } = properties[property];
  return page === NO_PAGE ? hintOfNoPage : hint;
}

/** The properties that have something to judge in a scenario and can see it, in order of precedence. */
export function propertiesFor(
  { postcopy }: Scenario,
  system: System,
  judged: JudgedProperties,
): readonly PropertyId[] {
  return propertyIds.filter((id) => {
    const isIdle = properties[id].isPostcopyOnly === true && !postcopy;
    return !isIdle && isAmong(id, judged) && unmetNeeds(id, system).length === 0;
  });
}
