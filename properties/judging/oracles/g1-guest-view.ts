/**
 * G1 guest view: on either host, every guest read returns the newest write before it in the guest's own
 * order; and the guest executes its program, each operation exactly once (`stopped-guest.ts` checks that
 * it does so only where it runs). The judge reads the program itself: an engine that ran a different
 * program would lose no page.
 */
import type { GuestOperation, Scenario } from '../../../impl/scenario.ts';
import { host } from '../../../impl/tracepoints.ts';
import { blockNumberOf } from '../pages/blocks.ts';
import type { OracleContext, OracleMaker } from '../lockstep/oracle-context.ts';
import { isGuestLost, NO_PAGE } from '../lockstep/ledger.ts';
import { joinOracles } from './join-oracles.ts';
import type { Property } from './property.ts';
import { stoppedGuest } from './stopped-guest.ts';

/** What an actor was seen to do to a page. */
interface Deed {
  readonly isRead: boolean;
  readonly page: number;
  readonly version: number;
}

const guestView: OracleMaker = (context) => {
  const { capacity, ledger, object } = context;
  /** The program of each actor, the device last. */
  let programs: Scenario['vcpus'] = [];
  /** Operations that each actor has completed. */
  const completed = new Int32Array(capacity.actors);
  const usedVersions = new Set<number>();
  const stopped = rememberStop(completed, usedVersions);
  let vcpuDeed: Deed | undefined;
  let deviceDeed: Deed | undefined;

  const complain = (actor: number, what: string): void =>
    object('G1', NO_PAGE, `actor ${actor} ${what}`);

  return {
    retarget() {
      const { vcpus, device } = context.scenario;
      programs = [...vcpus, device];
    },
    reset() {
      completed.fill(0);
      replaceAll(usedVersions, context.layout.initialVersions);
      stopped.forget();
      vcpuDeed = deviceDeed = undefined;
    },
    on: {
      vcpu_load(page, version) {
        vcpuDeed = { isRead: true, page, version };
        checkVersion(context, page, version);
      },
      vcpu_store(page, version) {
        vcpuDeed = { isRead: false, page, version };
      },
      device_store(page, version) {
        deviceDeed = { isRead: false, page, version };
      },
      guest_operation(on, actor, index) {
        if (ledger.isTampered && on === host.destination) return;
        if (index !== completed[actor])
          complain(actor, `executes operation ${index}, but operation ${completed[actor]} is next`);
        completed[actor] = index + 1;
        const isDevice = actor === programs.length - 1;
        const deed = isDevice ? deviceDeed : vcpuDeed;
        // An access counts for one operation only: the next operation needs its own.
        if (isDevice) deviceDeed = undefined;
        else vcpuDeed = undefined;
        const operation = programs[actor]?.[index];
        if (operation === undefined || !isDone(operation, deed, context))
          complain(actor, `does something other than its operation ${index}`);
        if (operation?.kind !== 'write' || deed === undefined) return;
        if (usedVersions.has(deed.version))
          complain(actor, 'writes a version that was used before');
        usedVersions.add(deed.version);
      },
      destination_given_up() {
        stopped.goBack();
        vcpuDeed = deviceDeed = undefined;
      },
      migrate_set_state() {
        if (ledger.status === 'device' && context.scenario.comesBack === true) stopped.note();
        const isStopAndCopy = ledger.status === 'completed' && !ledger.isSwitched;
        // Nothing is sent over a lost link; O1 judges a migration that completes on one.
        if (isStopAndCopy && ledger.isLinkUp) compareRegisters(context, completed);
      },
      savevm_send_packaged: () => compareRegisters(context, completed),
      loadvm_device_state_read(page, version) {
        checkVersion(context, page, version);
      },
    },
    end(isDrained) {
      // A guest whose memory can no longer arrive stands still.
      if (isDrained || ledger.isTampered || isGuestLost(ledger)) return;
      checkFinished(context.layout, completed, complain);
    },
  };
};

function checkFinished(
  { actors, operationsOf }: OracleContext['layout'],
  completed: Int32Array,
  complain: (actor: number, what: string) => void,
): void {
  for (let actor = 0; actor < actors; actor++)
    if (completed[actor] !== operationsOf[actor])
      complain(actor, `never executes operation ${completed[actor]}`);
}

/** What the guest had done when the source last stopped it for good: it may go on from there. */
function rememberStop(
  completed: Int32Array,
  usedVersions: Set<number>,
): { readonly note: () => void; readonly forget: () => void; readonly goBack: () => void } {
  const completedThen = new Int32Array(completed.length);
  let usedThen: readonly number[] = [];
  return {
    note() {
      completedThen.set(completed);
      usedThen = [...usedVersions];
    },
    forget() {
      completedThen.fill(0);
      usedThen = [];
    },
    goBack() {
      completed.set(completedThen);
      replaceAll(usedVersions, usedThen);
    },
  };
}

function replaceAll(set: Set<number>, values: readonly number[]): void {
  set.clear();
  for (const value of values) set.add(value);
}

function checkVersion({ ledger, object }: OracleContext, page: number, version: number): void {
  const written = ledger.expected[page];
  if (version === written || ledger.isTampered || ledger.free[page] === 1) return;
  object('G1', page, `a read returns version ${version}, but version ${written} was written`);
}

/**
 * Every page starts with content of its own, except those that start as zeros. The initial content is the
 * same in every run, so it is looked at once per scenario, and each run gets the objection.
 */
const firstVersions: OracleMaker = (context) => {
  let wrong: readonly number[] = [];
  return {
    retarget() {
      wrong = wrongFirstVersions(context);
    },
    reset() {
      for (const page of wrong) {
        const version = context.layout.initialVersions[page];
        context.object('G1', page, `it must not start with version ${version}`);
      }
    },
  };
};

function wrongFirstVersions(context: OracleContext): readonly number[] {
  const { initialVersions } = context.layout;
  const seen = new Set<number>();
  return initialVersions.flatMap((version, page) => {
    const isFresh = version !== 0 && !seen.has(version);
    seen.add(version);
    return (isZeroAtFirst(page, context) ? version !== 0 : !isFresh) ? [page] : [];
  });
}

/** The device state that is sent says how many operations each actor has completed. */
function compareRegisters(
  { layout, reading, system, object }: OracleContext,
  completed: Int32Array,
): void {
  if (system.lacks?.views.has('channel') === true) return;
  const { positions } = reading;
  if (positions.length !== layout.actors)
    object('G1', NO_PAGE, `device state of ${positions.length} actors is sent`);
  for (const [actor, position] of positions.entries())
    if (position !== completed[actor])
      object(
        'G1',
        NO_PAGE,
        `the sent device state says that actor ${actor} has done ${position} operations, ` +
          `but it has done ${completed[actor]}`,
      );
}

function isDone(
  operation: GuestOperation,
  deed: Deed | undefined,
  { layout }: OracleContext,
): boolean {
  const block = layout.blocks[operation.block];
  if (deed === undefined || block === undefined) return false;
  if (deed.page !== block.firstPage + operation.page) return false;
  if (operation.kind === 'read') return deed.isRead;
  return !deed.isRead && (deed.version === 0) === (operation.kind === 'zero');
}

function isZeroAtFirst(page: number, { layout, scenario }: OracleContext): boolean {
  const block = blockNumberOf(layout, page);
  const first = layout.blocks[block]?.firstPage ?? 0;
  return scenario.blocks[block]?.zeroPages.includes(page - first) === true;
}

export const g1GuestView: Property<'G1'> = {
  id: 'G1',
  name: 'G1 guest view',
  kind: 'always',
  claim:
    'every guest read returns the newest write before it, and each operation happens once, where the guest runs',
  harm: 'the guest reads a value that it has overwritten, or does an operation twice or never',
  sources: ['what any program expects of memory, wherever it runs'],
  hint: 'compare the position of the guest on both hosts, who has stopped it, and the order of writes',
  needs: { tracepoints: ['vcpu_load', 'vcpu_store', 'device_store', 'guest_operation'] },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'both hosts',
  fromOutside: { is: 'judged', by: 'what the guest has read on the destination' },
  oracle: joinOracles(stoppedGuest, firstVersions, guestView),
};
