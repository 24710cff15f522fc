/**
 * The story of a violation: what the threads did, one action per line, from the end of setup to the
 * wrong step. Locks, deliveries and setup are left out unless the violation is about them.
 */
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { SourcePlace } from '../../engines/loader/engine-places.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import { mutexNames } from '../../judging/lockstep/mutexes.ts';
import { properties } from '../../judging/oracles/properties.ts';
import type { Property } from '../../judging/oracles/property.ts';
import { clausesOfStep } from './clauses-of-step.ts';
import type { Filmed, Frame } from '../film/frames.ts';
import { describeBits } from './page-bits.ts';
import { firstFrameTold, preludeOf, SETUP_DONE } from './prelude.ts';
import type { StepName } from './step-name.ts';
import { nameOfStep } from './step-name.ts';
import type { StoryStep, Told } from './story-step.ts';
import type { Clause } from './wording.ts';
import { EMPTY_FETCH, joinClauses } from './wording.ts';

/** A single step of the run; `n` is the line of the story that tells it, if any. */
export interface RunStep extends Told, StepName {}

/**
 * Tells the story of a run whose last step violates the property.
 *
 * @param page - dense index of the page that the story is about, or `NO_PAGE`
 * @param named - steps of the run, counted from 1, that are told because the provenance names them
 */
export function tellStory(
  filmed: Filmed,
  { property, page }: { readonly property: PropertyId; readonly page: number },
  named: readonly number[] = [],
): readonly StoryStep[] {
  const { frames } = filmed;
  const lines: Line[] = [];
  const first = firstFrameTold(frames);
  const isBefore = preludeOf(filmed, first, page);
  const bits = page < 0 ? undefined : describeBits(filmed, page);
  frames.forEach((frame, at) => {
    const isNamed = named.includes(at + 1);
    const tells = (clause: Clause): boolean =>
      at < first ? isBefore(at, clause) : bears(clause, property);
    const isTold =
      tellFrame(lines, { filmed, at, page, tells }) ||
      (isNamed && tellInOneLine(lines, { filmed, at, page }));
    // The last step is always told; if no clause tells it, the objection says what was wrong.
    if ((isNamed || at === frames.length - 1) && !isTold)
      addClause(lines, { frame, at, clause: goesOn(frame), place: frame.place });
  });
  return lines.map((line, index) => ({
    n: index + 1,
    at: (line.at.at(-1) as number) + 1,
    ...toldOf(line, filmed, bits),
  }));
}

/** Every step of the run, including locks and deliveries, one per line. */
export function tellEveryStep(
  filmed: Filmed,
  page: number,
  story: readonly StoryStep[],
): readonly RunStep[] {
  const bits = page < 0 ? undefined : describeBits(filmed, page);
  return filmed.frames.map((frame, at) => {
    const lines: Line[] = [];
    tellFrame(lines, { filmed, at, page, tells: () => true });
    if (lines.length === 0)
      addClause(lines, { frame, at, clause: goesOn(frame), place: frame.place });
    const told = lines.map((line) => toldOf(line, filmed, bits));
    const [first, ...rest] = told as [Told, ...Told[]];
    const text = [first, ...rest].map((one) => one.text).join('; ');
    return { ...nameOfStep(at + 1, story), ...first, text };
  });
}

/** @param bits - the page's records after each step, if the story is about a page */
function toldOf(line: Line, filmed: Filmed, bits: readonly string[] | undefined): Told {
  const last = line.at.at(-1) as number;
  return {
    actor: line.frame.thread,
    action: line.action,
    ...pageOf(line, filmed),
    text: textOf(line, filmed),
    ...(line.place === undefined ? {} : { source: line.place }),
    runSteps: line.at.map((at) => at + 1),
    ...(bits === undefined ? {} : { bits: bits[last] as string }),
  };
}

interface Telling {
  readonly filmed: Filmed;
  /** Index of the frame to tell. */
  readonly at: number;
  readonly page: number;
  readonly tells: (clause: Clause) => boolean;
}

/** @returns whether there was anything to tell */
function tellFrame(lines: Line[], { filmed, at, page, tells }: Telling): boolean {
  const frame = filmed.frames[at] as Frame;
  let isTold = false;
  const all = clausesOfStep(filmed, at, page);
  // If the last step also ends setup, that is not what was wrong with it.
  const isLast = at === filmed.frames.length - 1;
  for (const { clause, event, place } of all) {
    const isBeside = isLast && isTold && clause?.text === SETUP_DONE;
    if (clause !== undefined && tells(clause) && !isBeside) {
      addClause(lines, { frame, at, clause, place });
      isTold = true;
    }
    const last = lines.at(-1);
    const isOver = event !== undefined && ENDS_ACTION.has(event);
    if (isOver && last?.frame.thread === frame.thread) last.isOver = true;
  }
  return isTold;
}

/** Tells everything that the step did, in one line. */
function tellInOneLine(lines: Line[], { filmed, at, page }: Omit<Telling, 'tells'>): boolean {
  const told = clausesOfStep(filmed, at, page).filter(({ clause }) => clause !== undefined);
  const frame = filmed.frames[at] as Frame;
  const action = told[0]?.clause?.action ?? 'control';
  for (const { clause, place } of told)
    if (clause !== undefined) addClause(lines, { frame, at, clause: { ...clause, action }, place });
  return told.length > 0;
}

interface Line {
  /** The last of the line's frames. */
  frame: Frame;
  /** The indices of all its frames. */
  readonly at: number[];
  readonly action: Clause['action'];
  readonly clauses: Clause[];
  /** The source place of the last clause that has one. */
  place: SourcePlace | undefined;
  /** The action is over: another clause of the same kind begins a new line. */
  isOver: boolean;
}

/** The last event of a send, a sync or a guest operation. */
const ENDS_ACTION: ReadonlySet<TracepointName> = new Set([
  'ram_save_page',
  'migration_bitmap_sync_end',
  'guest_operation',
  'savevm_send_packaged',
]);

/** A step of which only the label is known; most of these take a mutex. */
function goesOn({ label }: Frame): Clause {
  const text = mutexNames.includes(label) ? `takes ${label}` : `goes on: ${label}`;
  return { action: 'control', text };
}

function bears({ action, text }: Clause, id: PropertyId): boolean {
  const { isAbout, tellsCounts }: Property = properties[id];
  if (action === 'count') return tellsCounts === true;
  if (isAbout === 'both hosts') return true;
  // A story about waiting must tell which threads wait, but not what the destination has loaded.
  if (action === 'load') return isAbout === 'waiting' && /^(?:waits|asks) for /.test(text);
  return action !== 'read';
}

interface Addition {
  readonly frame: Frame;
  readonly at: number;
  readonly clause: Clause;
  readonly place: SourcePlace | undefined;
}

/** Extends the last line if the same thread continues the same action. */
function addClause(lines: Line[], { frame, at, clause, place }: Addition): void {
  const last = lines.at(-1);
  const isSameAction =
    last !== undefined &&
    !last.isOver &&
    last.action === clause.action &&
    last.frame.thread === frame.thread;
  if (isSameAction) {
    last.clauses.push(clause);
    last.frame = frame;
    last.place = place ?? last.place;
    if (last.at.at(-1) !== at) last.at.push(at);
  } else {
    const { action } = clause;
    lines.push({ frame, at: [at], action, clauses: [clause], place, isOver: false });
  }
}

/** A sync that another thread interrupted takes two lines; the second begins with `sync goes on`. */
function textOf({ action, clauses, frame }: Line, { layout }: Filmed): string {
  const told = clauses.filter(
    (clause, index) => clause.text !== EMPTY_FETCH || index === clauses.length - 1,
  );
  let text = joinClauses(told, layout);
  if (frame.thread.endsWith(ON_DESTINATION)) text = text.replaceAll(ON_DESTINATION, '');
  const isRest = action === 'sync' && clauses[0]?.text.endsWith('sync:') === false;
  return isRest ? `sync goes on: ${text}` : text;
}

/** Left out of the text if the thread's name ends in it as well. */
const ON_DESTINATION = ' on destination';

function pageOf({ clauses }: Line, { layout }: Filmed): { page?: string } {
  const page = clauses.find((clause) => clause.page !== undefined)?.page;
  return page === undefined ? {} : { page: nameOfPage(layout, page) };
}
