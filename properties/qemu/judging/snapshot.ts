/**
 * Background snapshots: the moment that one saves. QEMU stops the guest, saves its devices, protects all memory
 * from writes, and lets the guest go on (`bg_migration_thread` in `migration/migration.c`); meanwhile it holds its
 * global lock, without which no device writes. So the moment lies between `STOP` and `RESUME` of the source.
 */
import type { Happening, Microseconds } from '../../../impl/qemu/happenings.ts';
import type { QemuScenario } from '../../../impl/qemu/scenario.ts';
import { SNAPSHOT } from '../../../impl/qemu/scenario.ts';
import type { MigrationRun } from '../run-migration.ts';
import type { Problem } from './problem.ts';
import { aboutNoPage } from './problem.ts';

/** What was acknowledged before `from` is in the image, and what was begun after `until` is not. */
export interface SnapshotMoment {
  readonly from: Microseconds;
  readonly until: Microseconds;
}

/** @returns undefined if the scenario takes no snapshot, or the guest was not stopped and resumed for one */
export function snapshotIn(
  { capabilities }: QemuScenario,
  happenings: readonly Happening[],
): SnapshotMoment | undefined {
  if (!capabilities.includes(SNAPSHOT)) return undefined;
  const first = (event: string): Microseconds | undefined =>
    happenings.flatMap((one) =>
      one.kind === 'event' && one.host === 'source' && one.event === event ? [one.us] : [],
    )[0];
  const from = first('STOP');
  const until = first('RESUME');
  return from === undefined || until === undefined ? undefined : { from, until };
}

/** Whether an operation was under way at the moment that a snapshot saves: the image may have it or not. */
export function isUnderWayAt(
  moment: SnapshotMoment | undefined,
  {
    begun,
    acknowledged = Infinity,
  }: { readonly begun: number; readonly acknowledged?: number | undefined },
): boolean {
  return moment !== undefined && begun <= moment.until && acknowledged > moment.from;
}

/** The guest must go on at the source once its memory is protected. */
export function guestNotResumed(
  { capabilities }: QemuScenario,
  happenings: readonly Happening[],
): readonly Problem[] {
  if (!capabilities.includes(SNAPSHOT)) return [];
  return happenings.flatMap((one): readonly Problem[] => {
    if (one.kind !== 'settled' || one.host !== 'source' || one.runState === 'running') return [];
    const status = String(one.migration['status']);
    const text = `the guest does not go on after a snapshot that is ${status}: it is ${one.runState}`;
    return [{ ...aboutNoPage, property: 'GUEST', text }];
  });
}

/** Why the memory of an image could not be judged, if there is one. */
export function unknownMoment(
  scenario: QemuScenario,
  { happenings, arrivals }: Pick<MigrationRun, 'happenings' | 'arrivals'>,
): string | undefined {
  const isKnown = !scenario.capabilities.includes(SNAPSHOT) || arrivals.length === 0;
  return isKnown || snapshotIn(scenario, happenings) !== undefined
    ? undefined
    : 'the source does not tell when it stopped the guest and resumed it';
}
