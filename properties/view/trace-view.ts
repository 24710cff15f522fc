/** Puts together what the page of a trace shows, from a run that was filmed with its states. */
import type { Layout } from '../../impl/system.ts';
import {
  hosts,
  migrationStatuses,
  syncKinds,
  tracepoint,
  tracepoints,
} from '../../impl/tracepoints.ts';
import type { Trace } from '../../traces/trace-file.ts';
import type {
  Account,
  StepView,
  ThreadView,
  TraceView,
  ViolationView,
} from '../../traces/trace-view.ts';
import { properties } from '../oracles/properties.ts';
import { clauseOf } from '../story/clauses.ts';
import { joinClauses } from '../story/wording.ts';
import type { Filmed } from '../story/frames.ts';
import type { Violation } from '../story/violation.ts';
import { legendOf } from '../story/violation-report.ts';
import { nameOfPage } from '../strategies/coming-events.ts';
import { placeOf } from './places.ts';
import type { RecordedStates } from './record-states.ts';
import { columns, facts, PAGE_CELLS } from './record-states.ts';

export interface Shown {
  readonly trace: Trace;
  /** With its states. */
  readonly filmed: Filmed;
  readonly violation: Violation | undefined;
  /** The line to paste that replays it. */
  readonly replay: string;
  /** Whether the run is the recorded one. */
  readonly outcome: string;
}

export function viewOf({ trace, filmed, violation, replay, outcome }: Shown): TraceView {
  const { layout, states, threads, links } = filmed;
  if (states === undefined) throw new Error('the run was filmed without its states');
  const { firstCells, contents, messages } = states;
  const { bug, scenario } = trace;
  return {
    format: 'migcheck-view',
    version: 1,
    title: bug?.title ?? `A run of ${scenario.name}`,
    ...(bug === undefined ? {} : { reference: bug.reference }),
    replay,
    outcome,
    threads: threads.map((name): ThreadView => ({ name, place: placeOf(name) })),
    links,
    pages: Array.from({ length: layout.pages }, (_, page) => nameOfPage(layout, page)),
    tracepoints,
    valueNames: valueNamesOf(layout, filmed),
    facts,
    columns,
    contents,
    firstCells,
    pageCells: PAGE_CELLS,
    steps: filmed.frames.map((_, index) => stepOf(filmed, states, index)),
    messages,
    ...(violation === undefined ? {} : { violation: violationOf(violation, filmed) }),
    accounts: violation === undefined ? [] : [storyOf(violation)],
  };
}

/** By name of the argument, whichever tracepoint it is of. */
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

/** @param index - of the step, from 0 */
function stepOf(filmed: Filmed, states: RecordedStates, index: number): StepView {
  const { frames, firstBits, layout, scenario, threads } = filmed;
  const frame = frames[index];
  if (frame === undefined) throw new Error(`there is no step ${index + 1}`);
  const bitsBefore = frames[index - 1]?.bits ?? firstBits;
  const scene = { scenario, layout, frame, bitsBefore };
  const clauses = frame.events.flatMap((event) => clauseOf(event, scene) ?? []);
  const text = joinClauses(clauses);
  return {
    thread: threads.indexOf(frame.thread),
    // A step that the system did not survive leaves neither.
    label: states.labels[index] ?? 'fails',
    ...(text === '' ? {} : { text }),
    action: clauses[0]?.action ?? 'other',
    events: frame.events.map(({ name, args }) => {
      const number = tracepoint[name];
      return [number, ...args.slice(0, tracepoints[number]?.args.length)];
    }),
    changes: states.changes[index] ?? [],
  };
}

function violationOf(violation: Violation, { objections, frames }: Filmed): ViolationView {
  const { kind, claim, hint } = properties[violation.id];
  const page = objections?.[0]?.page ?? -1;
  const { property, what, also } = violation;
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

function storyOf({ steps }: Violation): Account {
  const legend = legendOf(steps);
  return {
    title: 'The story',
    ...(legend === undefined ? {} : { legend }),
    lines: steps.map(({ actor, text, at, bits }) => ({
      actor,
      text,
      steps: at,
      ...(bits === undefined ? {} : { note: bits }),
    })),
  };
}
