/**
 * The story of a violation: what the threads did, one action a line, from the end of setup to the
 * step that was wrong. Locks, deliveries and setup are left out unless they are what it is about.
 */
import { pageBit } from '../../impl/system.ts';
import type { TracepointName } from '../../impl/tracepoints.ts';
import { migrationStatuses } from '../../impl/tracepoints.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { nameOfPage } from '../strategies/coming-events.ts';
import { mutexNames } from '../oracles/locking/mutexes.ts';
import { clauseOf, EMPTY_FETCH } from './clauses.ts';
import type { Filmed, Frame } from './frames.ts';
import { standingBefore } from './frames.ts';
import type { Clause } from './wording.ts';
import { joinClauses } from './wording.ts';

export interface StoryStep {
  /** Counted from 1. */
  readonly n: number;
  readonly actor: string;
  readonly action: Clause['action'];
  readonly page?: string;
  readonly text: string;
  /** The steps of the run that it tells of, counted from 1. */
  readonly runSteps: readonly number[];
  /** How the page that the violation is about stands afterwards, if it is about one. */
  readonly bits?: string;
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
  const { frames } = filmed;
  const lines: Line[] = [];
  for (let at = firstFrameTold(frames); at < frames.length; at++) {
    const frame = frames[at] as Frame;
    const isTold = tellFrame(lines, { filmed, at, tells: (clause) => bears(clause, property) });
    // What was wrong at a last step that no clause tells of is told by the objection.
    if (at === frames.length - 1 && !isTold) addClause(lines, frame, at, goesOn(frame));
  }
  return lines.map((line, index) => ({
    n: index + 1,
    actor: line.frame.thread,
    action: line.action,
    ...pageOf(line, filmed),
    text: textOf(line, filmed),
    runSteps: line.at.map((at) => at + 1),
    ...(page < 0 ? {} : { bits: describeBits(line.frame.bits[page] as number, filmed) }),
  }));
}

/** Every step of the run, locks and deliveries included, one a line. */
export function tellEveryStep(filmed: Filmed, page: number): readonly StoryStep[] {
  return filmed.frames.map((frame, at) => {
    const lines: Line[] = [];
    tellFrame(lines, { filmed, at, tells: () => true });
    if (lines.length === 0) addClause(lines, frame, at, goesOn(frame));
    const [line] = lines as [Line, ...Line[]];
    return {
      n: at + 1,
      actor: frame.thread,
      action: line.action,
      ...pageOf(line, filmed),
      text: lines.map((one) => textOf(one, filmed)).join('; '),
      runSteps: [at + 1],
      ...(page < 0 ? {} : { bits: describeBits(frame.bits[page] as number, filmed) }),
    };
  });
}

interface Telling {
  readonly filmed: Filmed;
  /** Index of the frame to tell. */
  readonly at: number;
  readonly tells: (clause: Clause) => boolean;
}

/** @returns whether there was anything to tell */
function tellFrame(lines: Line[], { filmed, at, tells }: Telling): boolean {
  const frame = filmed.frames[at] as Frame;
  const { bits: bitsBefore } = standingBefore(filmed, at);
  const scene = { scenario: filmed.scenario, layout: filmed.layout, frame, bitsBefore };
  let isTold = false;
  for (const event of frame.events) {
    const clause = clauseOf(event, scene);
    if (clause !== undefined && tells(clause)) {
      addClause(lines, frame, at, clause);
      isTold = true;
    }
    const last = lines.at(-1);
    if (ENDS_ACTION.has(event.name) && last?.frame.thread === frame.thread) last.isOver = true;
  }
  return isTold;
}

interface Line {
  /** The last of its frames. */
  frame: Frame;
  /** The indices of all of them. */
  readonly at: number[];
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
  'savevm_send_packaged',
]);

/** A step of which only its name is known; most of those take a mutex. */
function goesOn({ label }: Frame): Clause {
  const text = mutexNames.includes(label) ? `takes ${label}` : `goes on: ${label}`;
  return { action: 'control', text };
}

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
  if (action === 'count') return property === 'N3' || property === 'PROGRESS';
  return ABOUT_DESTINATION.has(property) || (action !== 'load' && action !== 'read');
}

/** Goes on with the last line if the same thread is still at the same action. */
function addClause(lines: Line[], frame: Frame, at: number, clause: Clause): void {
  const last = lines.at(-1);
  const isSameAction =
    last !== undefined &&
    !last.isOver &&
    last.action === clause.action &&
    last.frame.thread === frame.thread;
  if (isSameAction) {
    last.clauses.push(clause);
    last.frame = frame;
    if (last.at.at(-1) !== at) last.at.push(at);
  } else lines.push({ frame, at: [at], action: clause.action, clauses: [clause], isOver: false });
}

/** A sync that somebody came between is told in two lines; the second says so. */
function textOf({ action, clauses, frame }: Line, { layout }: Filmed): string {
  const told = clauses.filter(
    (clause, index) => clause.text !== EMPTY_FETCH || index === clauses.length - 1,
  );
  let text = joinClauses(told, layout);
  if (frame.thread.endsWith(ON_DESTINATION)) text = text.replaceAll(ON_DESTINATION, '');
  const isRest = action === 'sync' && clauses[0]?.text.endsWith('sync:') === false;
  return isRest ? `sync goes on: ${text}` : text;
}

/** A thread of the destination need not say where it is. */
const ON_DESTINATION = ' on destination';

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
    [pageBit.clearPending, 'C'],
    [scenario.postcopy ? pageBit.requested : 0, 'Q'],
    [scenario.postcopy ? pageBit.received : 0, 'R'],
    [scenario.postcopy ? pageBit.present : 0, 'there'],
  ];
  return names.flatMap(([bit, name]) => ((bits & bit) === 0 ? [] : [name])).join(' ');
}
