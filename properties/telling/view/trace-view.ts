/** Composes the data for the page of a trace from a run that was filmed with its states. */
import type { Layout } from '../../../impl/system.ts';
import {
  hosts,
  migrationStatuses,
  syncKinds,
  tracepoint,
  tracepoints,
} from '../../../impl/tracepoints.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import type {
  ActionView,
  StepView,
  ThreadView,
  TraceView,
  ViolationView,
} from '../../../traces/trace-view.ts';
import { NO_PAGE } from '../../judging/lockstep/ledger.ts';
import { properties } from '../../judging/oracles/properties.ts';
import { clausesOfStep } from '../story/clauses-of-step.ts';
import type { Clause } from '../story/wording.ts';
import { joinClauses } from '../story/wording.ts';
import type { Flip } from '../story/flip.ts';
import type { Filmed } from '../film/frames.ts';
import { nameOfPlace } from '../story/lanes.ts';
import { nameOfStep } from '../story/step-name.ts';
import type { StoryStep } from '../story/story-step.ts';
import type { Violation } from '../story/violation.ts';
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import { accountsOf } from './accounts.ts';
import { columnsShown } from './columns.ts';
import { placeOfThread } from '../../../impl/mechanisms.ts';
import type { RecordedStates } from '../film/record-states.ts';
import { facts, PAGE_CELLS } from '../film/record-states.ts';

export interface Shown {
  readonly trace: Trace;
  /** Filmed with states. */
  readonly filmed: Filmed;
  readonly violation: Violation | undefined;
  /** The choice and the write that make the difference, if they were looked for. */
  readonly flip?: Flip | undefined;
  /** The command line that replays the trace. */
  readonly replay: string;
  /** How the run compares with the recorded one. */
  readonly outcome: string;
}

export function viewOf({ trace, filmed, violation, flip, replay, outcome }: Shown): TraceView {
  const { layout, states, threads, links } = filmed;
  if (states === undefined) throw new Error('the run was filmed without its states');
  const { firstCells, contents, messages } = states;
  const { bug, scenario } = trace;
  const story = violation?.steps ?? [];
  return {
    format: 'migcheck-view',
    version: 1,
    title: bug?.title ?? `A run of ${scenario.name}`,
    ...(bug === undefined ? {} : { reference: bug.reference }),
    replay,
    outcome,
    threads: threads.map((name): ThreadView => ({ name, place: placeOfThread(name) })),
    links,
    pages: Array.from({ length: layout.pages }, (_, page) => nameOfPage(layout, page)),
    tracepoints,
    valueNames: valueNamesOf(layout, filmed),
    facts,
    columns: columnsShown(scenario, filmed, states),
    contents,
    firstCells,
    pageCells: PAGE_CELLS,
    steps: filmed.frames.map((_, index) => stepOf(filmed, states, { index, story })),
    messages,
    ...(violation === undefined ? {} : { violation: violationOf(violation, filmed) }),
    accounts: violation === undefined ? [] : accountsOf(violation, flip, filmed),
  };
}

/** The names of values by argument name; an argument means the same in every tracepoint. */
function valueNamesOf(
  layout: Layout,
  { threads, links }: Filmed,
): Readonly<Record<string, readonly string[]>> {
  const pages = Array.from({ length: layout.pages }, (_, page) => nameOfPage(layout, page));
  return {
    page: pages,
    firstPage: pages,
    block: layout.blocks.map(({ name }) => name),
    status: migrationStatuses,
    kind: syncKinds,
    host: hosts,
    thread: threads,
    channel: links.map(({ name }) => name),
  };
}

interface Which {
  /** Index of the step, counted from 0. */
  readonly index: number;
  readonly story: readonly StoryStep[];
}

function stepOf(filmed: Filmed, states: RecordedStates, { index, story }: Which): StepView {
  const { frames, layout, threads, objections } = filmed;
  const frame = frames[index];
  if (frame === undefined) throw new Error(`there is no step ${index + 1}`);
  const told = clausesOfStep(filmed, index, objections?.[0]?.page ?? NO_PAGE);
  const clauses = told.flatMap(({ clause }) => clause ?? []);
  const place = told.findLast(({ clause }) => clause !== undefined)?.place ?? frame.place;
  const text = joinClauses(clauses, layout);
  const { n: line } = nameOfStep(index + 1, story);
  return {
    thread: threads.indexOf(frame.thread),
    label: frame.label,
    ...(line === undefined ? {} : { line }),
    ...(text === '' ? {} : { text }),
    ...(place === undefined ? {} : { place: nameOfPlace(place) }),
    action: actionOf(clauses[0]),
    events: frame.events.map(({ name, args }) => {
      const number = tracepoint[name];
      return [number, ...args.slice(0, tracepoints[number]?.args.length)];
    }),
    // A step in which the system crashed has no changes.
    changes: states.changes[index] ?? [],
  };
}

/** Counting the pending pages is shown as a control action. */
function actionOf(clause: Clause | undefined): ActionView {
  if (clause === undefined) return 'other';
  return clause.action === 'count' ? 'control' : clause.action;
}

function violationOf(violation: Violation, { objections, frames }: Filmed): ViolationView {
  const { kind, claim } = properties[violation.id];
  const page = objections?.[0]?.page ?? -1;
  const { property, what, also, hint } = violation;
  return {
    property,
    claim: `${kind}: ${claim}`,
    what,
    hint,
    also,
    ...(page < 0 ? {} : { page }),
    step: frames.length,
  };
}
