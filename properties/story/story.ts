/**
 * The story of a violation: what the threads did, one action a line, from the end of setup to the
 * step that was wrong. Locks, deliveries and setup are left out unless they are what it is about.
 */
import { pageBit } from '../../impl/system.ts';
import type { TracepointName } from '../../impl/tracepoints.ts';
import { migrationStatuses } from '../../impl/tracepoints.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { nameOfPage } from '../strategies/coming-events.ts';
import { clauseOf } from './clauses.ts';
import type { Filmed, Frame } from './frames.ts';
import type { Clause } from './wording.ts';
import { joinClauses } from './wording.ts';

export interface StoryStep {
  /** Counted from 1. */
  readonly n: number;
  readonly actor: string;
  readonly action: Clause['action'];
  readonly page?: string;
  readonly text: string;
  /** How the page that the violation is about stands afterwards, if it is about one. */
  readonly bits?: string;
  /** The steps of the run that it tells of, counted from 1. */
  readonly at: readonly number[];
}

/** These cannot be understood without what the destination did, or what the guest read. */
const ABOUT_DESTINATION: ReadonlySet<PropertyId> = new Set([
  'Q1',
  'Q2',
  'Q3',
  'Q4',
  'Q5',
  'Q6',
  'Q7',
  'Q9',
  'END',
  'G1',
  'P6',
  'N5',
  'R',
  'DEADLOCK',
  'PROGRESS',
  'CRASH',
]);

/** The last step is the one at which the property was violated. */
export function tellStory(
  filmed: Filmed,
  property: PropertyId,
  page: number,
): readonly StoryStep[] {
  const { frames, layout, scenario } = filmed;
  const first = firstFrameTold(frames);
  const lines: Line[] = [];
  frames.forEach((frame, at) => {
    if (at < first) return;
    const bitsBefore = frames[at - 1]?.bits ?? filmed.firstBits;
    const scene = { scenario, layout, frame, bitsBefore };
    let isTold = false;
    for (const event of frame.events) {
      const clause = clauseOf(event, scene);
      if (clause !== undefined && bears(clause, property)) {
        addClause(lines, { frame, step: at + 1 }, clause);
        isTold = true;
      }
      const last = lines.at(-1);
      if (ENDS_ACTION.has(event.name) && last?.frame.thread === frame.thread) last.isOver = true;
    }
    if (at === frames.length - 1 && !isTold) addClause(lines, { frame, step: at + 1 }, GOES_ON);
  });
  return lines.map((line, index) => ({
    n: index + 1,
    actor: line.frame.thread,
    action: line.action,
    ...pageOf(line, filmed),
    text: textOf(line),
    ...(page < 0 ? {} : { bits: describeBits(line.frame.bits[page] as number, filmed) }),
    at: line.steps,
  }));
}

interface Line {
  /** The last of its frames. */
  frame: Frame;
  /** Numbers of all of them. */
  readonly steps: number[];
  readonly action: Clause['action'];
  readonly clauses: Clause[];
  /** What comes next is another action, even if it is one of the same kind. */
  isOver: boolean;
}

/** The last event of a send, a sync or a guest operation. */
const ENDS_ACTION: ReadonlySet<TracepointName> = new Set([
  'ram_save_page',
  'migration_bitmap_sync_end',
  'guest_operation',
]);

/** For a last step that no clause tells of: what was wrong there is told by the objection. */
const GOES_ON: Clause = { action: 'control', text: 'goes on' };

/** The end of the first setup; or the start of logging, if the run did not come further. */
function firstFrameTold(frames: readonly Frame[]): number {
  const find = (name: TracepointName, argument: number): number =>
    frames.findIndex(({ events }) =>
      events.some((event) => event.name === name && event.args[0] === argument),
    );
  const setUp = find('migrate_set_state', migrationStatuses.indexOf('active'));
  const isSetUp = setUp >= 0 && setUp < frames.length - 1;
  return Math.max(0, isSetUp ? setUp + 1 : find('global_dirty_changed', 1));
}

function bears({ action }: Clause, property: PropertyId): boolean {
  return ABOUT_DESTINATION.has(property) || (action !== 'load' && action !== 'read');
}

/** Goes on with the last line if the same thread is still at the same action. */
function addClause(lines: Line[], at: { frame: Frame; step: number }, clause: Clause): void {
  const { frame, step } = at;
  const last = lines.at(-1);
  const isSameAction =
    last !== undefined &&
    !last.isOver &&
    last.action === clause.action &&
    last.frame.thread === frame.thread &&
    clause.action !== 'control';
  if (!isSameAction) {
    const { action } = clause;
    lines.push({ frame, steps: [step], action, clauses: [clause], isOver: false });
    return;
  }
  last.clauses.push(clause);
  last.frame = frame;
  if (last.steps.at(-1) !== step) last.steps.push(step);
}

/** A sync that somebody came between is told in two lines; the second says so. */
function textOf({ action, clauses }: Line): string {
  const text = joinClauses(clauses);
  const isRest = action === 'sync' && clauses[0]?.text.endsWith('sync:') === false;
  return isRest ? `sync goes on: ${text}` : text;
}

function pageOf({ clauses }: Line, { layout }: Filmed): { page?: string } {
  const page = clauses.find((clause) => clause.page !== undefined)?.page;
  return page === undefined ? {} : { page: nameOfPage(layout, page) };
}

/** Set bits by name, in the order in which a write travels. */
function describeBits(bits: number, { scenario }: Filmed): string {
  const names: readonly (readonly [number, string])[] = [
    [pageBit.armed, 'armed'],
    [pageBit.hypervisorLogged, 'H'],
    [pageBit.logged, 'L'],
    [pageBit.parked, 'I'],
    [pageBit.shadow, 'S'],
    [pageBit.dirty, 'D'],
    [scenario.postcopy ? pageBit.present : 0, 'there'],
  ];
  return names.flatMap(([bit, name]) => ((bits & bit) === 0 ? [] : [name])).join(' ');
}
