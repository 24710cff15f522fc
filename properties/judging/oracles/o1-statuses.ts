/**
 * O1 statuses: the operator is told what has happened. Each status follows one that it may follow, and is
 * set by the thread responsible for it: `setup` by the operator, `cancelling` by the canceller, a resume by the
 * operator and by the thread that hears of its acknowledgement, a refused connection by the thread that tried it,
 * every other by the migration thread. `failing` needs a lost connection, `completed` must not follow one, and
 * `postcopy-active` needs the answer that the destination has loaded the package. Each migration ends once, and no
 * status changes without a tracepoint.
 */
import type { MigrationStatus, TracepointName } from '../../../impl/tracepoints.ts';
import { migrationStatuses, tracepoint, TRACEPOINT_STRIDE } from '../../../impl/tracepoints.ts';
import type { OracleContext, OracleMaker } from '../lockstep/oracle-context.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import { joinOracles } from './join-oracles.ts';
import { migrationEnds } from './migration-ends.ts';
import { followersOf, mayFollowAtOnce, tellFollowers } from './status-order.ts';
import type { Property } from './property.ts';

/** The thread that sets each status, in the project's own engine; the migration thread sets all others. */
const SETTERS: Partial<Readonly<Record<MigrationStatus, string>>> = {
  setup: 'operator',
  cancelling: 'canceller',
  'postcopy-recover-setup': 'recoverer',
};
/** A process that is told to quit cancels its migration. */
const QUITS = 'source quits';
/** The thread that ends this status by going on with the migration, and not by a pause. */
const HEARS = 'return path';
const MIGRATES = 'migration';
/** The operator's threads end what was refused before the migration thread knew of it. */
const CONNECTS: Partial<Readonly<Record<MigrationStatus, string>>> = {
  failing: 'operator',
  failed: 'operator',
  cancelled: 'operator',
  'postcopy-paused': 'recoverer',
};
const REFUSED: TracepointName = 'migrate_connection_refused';
const SHUT: TracepointName = 'source_return_path_thread_shut';
const ANSWER: TracepointName = 'source_return_path_thread_postcopy_package_loaded';

const statuses: OracleMaker = (context) => {
  const { object } = context;
  const complain = (what: string): void => object('O1', NO_PAGE, what);
  // An external engine shows no status beyond its tracepoints.
  let isOwn = true;
  const whoIsWrong = judgeSetters(context);
  let status: MigrationStatus = 'none';
  const said = watchAnswers();
  /** The migration before this one has been torn down, if there was one. */
  let isTornDown = true;
  /** The guest has moved to a destination that was not given up. */
  let hasMoved = false;

  /** Why the status contradicts what is known of the run, if it does. */
  const whyUntrue = (next: MigrationStatus, before: MigrationStatus): string | undefined => {
    switch (next) {
      case 'setup':
        return isTornDown ? undefined : 'the migration before it has not been torn down';
      case 'failing':
        return whyNotLost(context, before);
      case 'postcopy-active':
        return before === 'postcopy-device' ? whyUnloaded(context, said) : undefined;
      case 'postcopy-paused':
        if (said.isSatisfied) return 'the destination has said that it needs nothing more';
        return whyNotLost(context, before);
      case 'completed':
        if (before === 'device') return whyNotOver(context);
        return before === 'postcopy-active' && !said.isSatisfied && isTold(context, SHUT)
          ? 'the destination has not said that it needs nothing more'
          : undefined;
      default:
        return undefined;
    }
  };

  return {
    retarget() {
      isOwn = context.system.lacks === undefined;
    },
    reset() {
      status = 'none';
      said.forget();
      isTornDown = true;
      hasMoved = false;
    },
    on: {
      destination_given_up() {
        hasMoved = false;
      },
      ...said.on,
      migrate_fd_cleanup() {
        isTornDown = true;
      },
      migrate_set_state(number) {
        const next = migrationStatuses[number] as MigrationStatus;
        const before = status;
        status = next;
        const told = `the migration was ${before}, and is reported as ${next}`;
        const untrue = whyUntrue(next, before);
        const wrongSetter = whoIsWrong(next, before);
        if (!mayFollow(before, next, { hasMoved, isOwn }))
          complain(`${told}: ${tellFollowers(before)}`);
        else if (wrongSetter !== undefined) complain(`${told} ${wrongSetter}`);
        else if (untrue !== undefined) complain(`${told}: ${untrue}`);
        if (next === 'completed') hasMoved = true;
        if (next !== 'setup') return;
        said.forget();
        isTornDown = !isTold(context, 'migrate_fd_cleanup');
      },
    },
    change() {
      if (isOwn) compareShown(context, status, complain);
    },
  };
};

/** Why the destination may not have taken over, if so. */
function whyUnloaded(context: OracleContext, said: Answers): string | undefined {
  if (!isTold(context, ANSWER)) return undefined;
  if (!said.isAnswered) return 'the source does not know yet that the package is loaded';
  return said.isLoaded || context.ledger.isTampered ? undefined : 'the package is not loaded';
}

/** Why a migration without postcopy is not complete, if so. */
function whyNotOver({ ledger }: OracleContext): string | undefined {
  if (ledger.isSwitched) return 'the package has been sent: what follows is postcopy';
  return ledger.isLinkUp ? undefined : 'the link is lost';
}

type Answers = ReturnType<typeof watchAnswers>;

/** How far the destination has come, and what of that the source has heard. */
function watchAnswers() {
  const said = {
    /** The destination has loaded the package. */
    isLoaded: false,
    /** The source has heard so. */
    isAnswered: false,
    /** The source has heard that the destination needs nothing more. */
    isSatisfied: false,
    forget(): void {
      Object.assign(said, { isLoaded: false, isAnswered: false, isSatisfied: false });
    },
    on: {
      loadvm_postcopy_handle_run(): void {
        said.isLoaded = true;
      },
      source_return_path_thread_postcopy_package_loaded(): void {
        said.isAnswered = true;
      },
      source_return_path_thread_shut(): void {
        said.isAnswered = true;
        said.isSatisfied = true;
      },
    },
  };
  return said;
}

interface Circumstances {
  /** The guest has moved to a destination that was not given up. */
  readonly hasMoved: boolean;
  /** The engine is the project's own, and has every status. */
  readonly isOwn: boolean;
}

function mayFollow(
  before: MigrationStatus,
  next: MigrationStatus,
  { hasMoved, isOwn }: Circumstances,
): boolean {
  if (followersOf(before).includes(next)) return true;
  if (!isOwn && mayFollowAtOnce(before, next)) return true;
  // A guest that has been taken back from the destination may migrate again.
  return before === 'completed' && next === 'setup' && !hasMoved;
}

function compareShown(
  { views }: OracleContext,
  status: MigrationStatus,
  complain: (what: string) => void,
): void {
  const shown = migrationStatuses[views.status()];
  if (shown !== status)
    complain(`the migration is ${shown}, but the last announced status was ${status}`);
}

function isTold({ system }: OracleContext, name: TracepointName): boolean {
  return system.lacks?.tracepoints.has(name) !== true;
}

/** Why no connection can be the reason of a status, if none can. */
function whyNotLost(context: OracleContext, before: MigrationStatus): string | undefined {
  // An external engine may lose connections of its own.
  if (context.system.lacks !== undefined) return undefined;
  if (before === 'postcopy-recover-setup')
    return isToldNow(context, REFUSED) ? undefined : 'no connection was refused';
  if (before === 'device' && isToldNow(context, 'vmstate_save_failed')) return undefined;
  return isAnyLost(context) ? undefined : 'no connection is lost';
}

function isAnyLost({ ledger, views }: OracleContext): boolean {
  const { isLinkUp, isPreemptUp, isTampered } = ledger;
  return !isLinkUp || !isPreemptUp || isTampered || views.channel.peekClosed();
}

/** Whether the current step announces the tracepoint. */
function isToldNow({ system: { trace } }: OracleContext, name: TracepointName): boolean {
  for (let at = 0; at < trace.length; at += TRACEPOINT_STRIDE)
    if (trace.events[at] === tracepoint[name]) return true;
  return false;
}

/** @returns what is wrong with the thread that sets a status in the current step, if anything is */
function judgeSetters(
  context: OracleContext,
): (next: MigrationStatus, before: MigrationStatus) => string | undefined {
  const isCancelPlanned = (): boolean =>
    context.scenario.ticks.some(({ kind }) => kind === 'cancel' || kind === 'quit-source');
  return (next, before) => {
    const { lacks, footprint, driver } = context.system;
    if (next === 'cancelling' && !isCancelPlanned()) return 'although no cancel was requested';
    // An external engine may name its threads as it likes.
    if (lacks !== undefined) return undefined;
    const setter = driver.threads[footprint.thread];
    if (next === 'cancelling' && setter === QUITS) return undefined;
    const isResumed = before === 'postcopy-recover' && next === 'postcopy-active';
    const connects = isToldNow(context, REFUSED) ? CONNECTS[next] : undefined;
    const due = isResumed ? HEARS : (connects ?? SETTERS[next] ?? MIGRATES);
    return setter === due ? undefined : `by ${setter}: only ${due} may report that`;
  };
}

export const o1Statuses: Property<'O1'> = {
  id: 'O1',
  name: 'O1 statuses',
  kind: 'always',
  claim: 'the operator is told what has happened to the migration, in order, by the right thread',
  harm: 'nothing yet; but the operator acts on the status, and starts or gives up the wrong host',
  sources: ['MigrationStatus in qapi/migration.json', 'migrate_set_state in migration/migration.c'],
  hint: 'look at which status is expected when the new one is set, which thread sets it, and why',
  needs: { tracepoints: ['migrate_set_state'] },
  appliesTo: () => true,
  isSymptom: true,
  isAbout: 'both hosts',
  fromOutside: { is: 'not observable', by: 'which thread sets the status, and for what reason' },
  oracle: joinOracles(statuses, migrationEnds),
};
