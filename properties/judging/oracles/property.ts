/** The record of a property, which stands beside its oracle. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Views } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { OracleMaker } from '../lockstep/oracle-context.ts';
import type { RecordName } from '../pages/page-records.ts';
import type { PropertyId } from '../lockstep/property-id.ts';

export interface Property<Id extends PropertyId = PropertyId> {
  readonly id: Id;
  /** Like `P1 coverage`. */
  readonly name: Id | `${Id} ${string}`;
  readonly kind: 'always' | 'eventually';
  readonly claim: string;
  /** What a violation does to the guest. */
  readonly harm: string;
  /** Where the property comes from: QEMU's files, functions and commits, and documentation. */
  readonly sources: readonly string[];
  /** Where to look first when it is violated. */
  readonly hint: string;
  /** The hint for a violation that names no page, if it differs. */
  readonly hintOfNoPage?: string;
  readonly needs: Needs;
  /** Whether there is anything to judge in the scenario. */
  readonly appliesTo: (scenario: Scenario) => boolean;
  /**
   * A violation shows that the bookkeeping is wrong, not yet that the guest is harmed. A lost page says more
   * than a wrong counter, so a search that finds a symptom looks for a graver violation too.
   */
  readonly isSymptom: boolean;
  /**
   * What a story about a violation has to tell: what the source did; with `waiting`, also who waits on the
   * destination; with `both hosts`, also everything the destination did and what the guest read.
   */
  readonly isAbout: 'source' | 'waiting' | 'both hosts';
  /**
   * In postcopy it presupposes that each host receives what the other has sent: it says nothing from the
   * moment at which a hostile peer has changed that, until the next migration.
   */
  readonly trustsPeers?: true;
  /** The story also has to tell what the source has counted. */
  readonly tellsCounts?: true;
  readonly fromOutside: FromOutside;
  /** `undefined` for a property that only the run as a whole can violate. */
  readonly oracle: OracleMaker | undefined;
}

/**
 * What a property has to see. An external engine need not show everything; a property that cannot see what it
 * needs is reported as not observable, never as holding.
 */
export interface Needs {
  readonly bits?: readonly RecordName[];
  readonly views?: readonly (keyof Views)[];
  readonly tracepoints?: readonly TracepointName[];
  readonly footprint?: true;
  /** The content that is sent for each page, from the channel or else from the announced reads. */
  readonly copies?: true;
  /**
   * One of these tracepoints must be announced before there is anything to judge; by default, one of
   * `tracepoints`. `arrival`: memory must arrive, which tracepoints alone do not show (`watchArrival`).
   */
  readonly judgedAt?: readonly TracepointName[] | 'arrival';
}

/**
 * Whether the property can judge a recording of real QEMU, whose bitmaps and locks cannot be seen from
 * outside. A property that cannot be observed there is reported as such, never as holding.
 */
export interface FromOutside {
  readonly is: 'judged' | 'judged in part' | 'not observable';
  /** The evidence it is judged by, or what would have to be seen. */
  readonly by: string;
}
