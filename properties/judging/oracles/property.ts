/** What there is to say of a property, in one record beside its oracle. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Views } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { OracleMaker } from '../lockstep/court.ts';
import type { RecordName } from '../lockstep/page-records.ts';
import type { PropertyId } from '../lockstep/property-id.ts';

export interface Property<Id extends PropertyId = PropertyId> {
  readonly id: Id;
  /** Like `P1 coverage`. */
  readonly name: Id | `${Id} ${string}`;
  readonly kind: 'always' | 'eventually';
  readonly claim: string;
  /** What it does to the guest where it is violated. */
  readonly harm: string;
  /** Where it comes from: files, functions and commits of QEMU's, documentation. */
  readonly sources: readonly string[];
  /** Where to look first when it is violated. */
  readonly hint: string;
  /** The same where it is about no page, if that is elsewhere. */
  readonly hintOfNoPage?: string;
  readonly needs: Needs;
  /** Whether there is anything to judge in it. */
  readonly appliesTo: (scenario: Scenario) => boolean;
  /**
   * It shows that the bookkeeping is wrong and not yet that anybody is harmed. A page that is lost
   * says more than a counter that is off, so after a symptom a graver violation is looked for.
   */
  readonly isSymptom: boolean;
  /**
   * Without what it cannot be understood, and a story about it has to tell: what the source did; with
   * `waiting`, who on the destination waits as well; with `both hosts`, all that the destination did
   * and what the guest read.
   */
  readonly isAbout: 'source' | 'waiting' | 'both hosts';
  /** Nor can it without what the source has counted. */
  readonly tellsCounts?: true;
  readonly fromOutside: FromOutside;
  /** `undefined` for what only the run as a whole can show. */
  readonly oracle: OracleMaker | undefined;
}

/**
 * What it has to see. An engine from elsewhere need not show everything; a property that cannot see
 * what it is about is not observable there, which is not the same as that it holds.
 */
export interface Needs {
  readonly bits?: readonly RecordName[];
  readonly views?: readonly (keyof Views)[];
  readonly tracepoints?: readonly TracepointName[];
  readonly footprint?: true;
  /** What is sent of each page: the channel, or else what is announced to be read. */
  readonly copies?: true;
  /**
   * One of these has to be announced before there is anything to judge; one of `tracepoints` if
   * left out. An arrival cannot be told from what was announced alone.
   */
  readonly judgedAt?: readonly TracepointName[] | 'arrival';
}

/**
 * Whether a recording of real QEMU can be judged by it: from outside no bitmap and no lock can be
 * seen. What cannot be observed is said; it is not the same as that it holds.
 */
export interface FromOutside {
  readonly is: 'judged' | 'judged in part' | 'not observable';
  /** What it is judged by, or what would have to be seen. */
  readonly by: string;
}
