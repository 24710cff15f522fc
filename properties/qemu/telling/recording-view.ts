/** Composes the data for the page of a recording of real QEMU, which is the page that a trace has. */
import {
  channels,
  hosts,
  migrationStatuses,
  tracepoint,
  tracepoints,
} from '../../../impl/tracepoints.ts';
import type { QemuRecording } from '../../../traces/recording-file.ts';
import type {
  Side,
  StepView,
  ThreadView,
  TraceView,
  ViolationView,
} from '../../../traces/trace-view.ts';
import { guestMoments, memoryMoments } from './guest-moments.ts';
import { firstRunState, logMoments } from './log-moments.ts';
import type { FactName, Lane, Say } from './moment.ts';
import { lanes } from './moment.ts';
import { deedMoments, monitorMoments } from './monitor-moments.ts';
import type { Observed } from './order-moments.ts';
import { orderMoments } from './order-moments.ts';
import { PAGE_CELLS, statesOf } from './page-states.ts';
import type { Pages } from './pages.ts';
import { pagesOf } from './pages.ts';
import { storyOf } from './recording-story.ts';
import type { ShownProblem } from './shown-problem.ts';
import { stepOfProblem } from './step-of-problem.ts';
import { wireMoments } from './wire-moments.ts';

export interface ShownRecording {
  readonly problem: ShownProblem | undefined;
  readonly title: string;
  readonly reference?: string | undefined;
  /** The command line that runs the finding again, or judges the recording again. */
  readonly replay: string;
  readonly outcome: string;
  /** The words that stories have for the tracepoints of the project's own engine. */
  readonly say: (pages: Pages) => Say;
}

export function viewOfRecording(
  recording: QemuRecording,
  { problem, title, reference, replay, outcome, say }: ShownRecording,
): TraceView {
  const pages = pagesOf(recording.blocks);
  const steps = stepsOf(recording, pages, say(pages), problem);
  const { changes, ...states } = statesOf(steps, pages, recording.blocks, factsBefore(recording));
  const story = storyOf(steps);
  return {
    format: 'migcheck-view',
    version: 1,
    title,
    ...(reference === undefined ? {} : { reference }),
    replay,
    outcome,
    threads: lanes.map((name): ThreadView => ({ name, ...placeOf(name) })),
    links: [
      { name: 'main channel', from: 'source' },
      { name: 'preempt channel', from: 'source' },
      { name: 'return path', from: 'destination' },
    ],
    pages: pages.names,
    tracepoints: [...tracepoints, ABOUT],
    valueNames: valueNamesOf(recording, pages),
    ...states,
    pageCells: PAGE_CELLS,
    steps: steps.map((step, index) =>
      viewOfStep(step, changes[index] ?? [], story.lineOf(index + 1)),
    ),
    messages: [],
    ...(problem === undefined ? {} : { violation: violationOf(problem, steps, pages) }),
    accounts: [{ title: 'The story', lines: story.lines }],
  };
}

/** For pages that no tracepoint of the engine is about. */
const ABOUT = { name: 'about', args: ['firstPage', 'pages'] };
/** More pages than this are too many to have steps of their own. */
const OF_INTEREST_MAX = 24;

function stepsOf(
  recording: QemuRecording,
  pages: Pages,
  say: Say,
  problem: ShownProblem | undefined,
): readonly Observed[] {
  const named = new Set(problem?.pages);
  const used = recording.operations
    .filter(({ kind }) => kind !== 'loop')
    .map((operation) => pages.indexOf(operation));
  const wrong = pages.names.flatMap((name, page) => (named.has(name) ? [page] : []));
  const all = new Set([...wrong, ...used]);
  const ofInterest = new Set<number | undefined>(all.size > OF_INTEREST_MAX ? wrong : all);
  const moments = [
    ...deedMoments(recording),
    ...guestMoments(recording, pages),
    ...wireMoments(recording, pages, say),
    ...logMoments(recording, pages, say),
    ...monitorMoments(recording),
    ...memoryMoments(recording, pages),
  ];
  return orderMoments(moments, pages, (page) => ofInterest.has(page));
}

function placeOf(lane: Lane): Omit<ThreadView, 'name'> {
  switch (lane) {
    case 'operator':
    case 'judge':
      return { place: 'outside' };
    case 'main channel':
    case 'preempt channel':
      return { place: 'wire', carriesFrom: 'source' };
    case 'return path':
      return { place: 'wire', carriesFrom: 'destination' };
    default:
      return { place: lane.split(' ')[0] as Side };
  }
}

function valueNamesOf(
  { blocks }: QemuRecording,
  { names }: Pages,
): Readonly<Record<string, readonly string[]>> {
  return {
    page: names,
    firstPage: names,
    block: blocks.map(({ name }) => name),
    status: migrationStatuses,
    host: hosts,
    channel: channels,
  };
}

function factsBefore(recording: QemuRecording): Readonly<Record<FactName, string>> {
  return {
    'migration on source': 'none',
    'migration on destination': 'none',
    'guest on source': firstRunState(recording, 'source') ?? 'running',
    'guest on destination': firstRunState(recording, 'destination') ?? 'inmigrate',
  };
}

function viewOfStep(
  step: Observed,
  changes: readonly number[],
  line: number | undefined,
): StepView {
  const { lane, at, isGuessed, label, text, thread, action, announced = [], about = [] } = step;
  return {
    thread: lanes.indexOf(lane),
    label,
    ...(isGuessed === true ? {} : { ms: at / 1000 }),
    ...(text === undefined ? {} : { text }),
    ...(line === undefined ? {} : { line }),
    ...(thread === undefined ? {} : { place: thread }),
    action,
    events: [
      ...announced.map(({ name, args }) => [tracepoint[name], ...args]),
      ...about.map((range) => [tracepoints.length, ...range]),
    ],
    changes,
  };
}

function violationOf(
  problem: ShownProblem,
  steps: readonly Observed[],
  pages: Pages,
): ViolationView {
  const { property, claim, what, hint } = problem;
  const page = pages.names.indexOf(problem.pages[0] ?? '');
  return {
    property,
    claim: `always: ${claim}`,
    what,
    hint,
    also: [],
    ...(page < 0 ? {} : { page }),
    step: stepOfProblem(problem, steps, page),
  };
}
