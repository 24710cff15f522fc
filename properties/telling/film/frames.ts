/** Runs a finding again and keeps what each step announced and accessed, and the state after it. */
import type { Driver, Lacks, Layout, OpenSystem, System, Wait } from '../../../impl/system.ts';
import type { Host, TracepointName } from '../../../impl/tracepoints.ts';
import { TRACEPOINT_STRIDE, tracepoints } from '../../../impl/tracepoints.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Decision } from '../../../traces/trace-file.ts';
import type { SourcePlace } from '../../engines/loader/engine-places.ts';
import type { Objection } from '../../judging/lockstep/objections.ts';
import type { FrameAccess } from './accesses.ts';
import { accessesOf } from './accesses.ts';
import type { ModelRun } from './model-run.ts';
import { recordModel } from './model-run.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import type { OracleMaker } from '../../judging/lockstep/oracle-context.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import type {
  FollowedDecisions,
  LostDecision,
} from '../../searching/strategies/follow-decisions.ts';
import { followDecisions } from '../../searching/strategies/follow-decisions.ts';
import { recordStream } from '../story/record-stream.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import type { FatalCall } from '../../judging/execution/fatal-call.ts';
import { withFatalCalls } from '../../judging/execution/fatal-call.ts';
import type { RecordedStates } from './record-states.ts';
import { recordStates } from './record-states.ts';
import type { CodeWatch, RecordPlace, StepPlaces, StepStacks } from '../story/code-watch.ts';
import { placesOf, watchCode } from '../story/code-watch.ts';
import type { Standing } from '../story/standing.ts';
import { nothingStands, standingOf } from '../story/standing.ts';

export interface FrameEvent {
  readonly name: TracepointName;
  readonly args: readonly [number, number, number];
  /** Where in the engine's sources the event was announced, if that is known. */
  readonly place?: SourcePlace;
}

/** One step of a run, and the state after it. */
export interface Frame extends Standing {
  readonly thread: string;
  /** The engine's name for the step. */
  readonly label: string;
  readonly events: readonly FrameEvent[];
  /** Without repetition, in order of first occurrence. */
  readonly accesses: readonly FrameAccess[];
  /** Where in the engine's sources the thread first did something in this step, if that is known. */
  readonly place?: SourcePlace;
  /** Where a merge of the log changed each record of each page. */
  readonly mergePlaces: readonly RecordPlace[];
}

export interface Filmed {
  readonly scenario: Scenario;
  readonly layout: Layout;
  /** What a foreign engine does not show. */
  readonly lacks: Lacks | undefined;
  /** Names of all threads, including those that did nothing. */
  readonly threads: readonly string[];
  readonly links: readonly { readonly name: string; readonly from: Host }[];
  readonly frames: readonly Frame[];
  /** The state before the first step. */
  readonly start: Standing;
  /** The threads that wait after the last step, and what each waits for. */
  readonly waits: readonly Wait[];
  /** `undefined` if the run was clean. */
  readonly objections: readonly Objection[] | undefined;
  readonly digest: string;
  /** The bytes of the main channel in the last migration of the run. */
  readonly stream: Uint8Array;
  /** How the model followed, if the film was to keep it. */
  readonly modelRun: ModelRun | undefined;
  readonly unfollowed: readonly Decision[];
  /** The first unfollowed decision. */
  readonly lost: LostDecision | undefined;
  /** The whole state after each step, if the film was to keep it. */
  readonly states: RecordedStates | undefined;
}

/** The state before a frame of a film. */
export function standingBefore({ frames, start }: Filmed, at: number): Standing {
  return frames[at - 1] ?? start;
}

export interface Film {
  readonly scenario: Scenario;
  readonly decisions: readonly Decision[];
  /** Less grave properties than this one are not judged; all properties are if it is left out. */
  readonly upTo?: PropertyId | undefined;
  /** Decisions that are matched by the last announcement instead of their event. */
  readonly byAnnouncement?: ReadonlySet<Decision> | undefined;
  /** Record how the model follows the engine. */
  readonly withModel?: boolean | undefined;
  /** Record the whole state after each step, for a page to show. */
  readonly withStates?: boolean | undefined;
  /** The calls that are known not to return, if any. */
  readonly fatalCalls?: readonly FatalCall[] | undefined;
}

export function film(open: OpenSystem, { decisions, byAnnouncement, ...run }: Film): Filmed {
  return filmRun(open, run, (system) => followDecisions(decisions, system, { byAnnouncement }));
}

/** Films the run that a strategy makes. */
export function filmStrategy(open: OpenSystem, run: FilmedRun, strategy: Strategy): Filmed {
  return filmRun(open, run, () => ({ ...strategy, ...followsNone }));
}

const followsNone = { unfollowed: () => [], firstLost: () => undefined };

type FilmedRun = Omit<Film, 'decisions' | 'byAnnouncement'>;

/** Only a violating run is filmed again with source places: watching the code takes longer than the run. */
function filmRun(
  open: OpenSystem,
  run: FilmedRun,
  strategyOf: (system: System) => FollowedDecisions,
): Filmed {
  const filmed = filmOnce(open, run, strategyOf);
  if (filmed.objections === undefined) return filmed;
  const again = filmOnce(open, { ...run, withPlaces: true }, strategyOf);
  return again.digest === filmed.digest ? again : filmed;
}

interface OneRun extends FilmedRun {
  /** Record where in the engine's sources each step was. */
  readonly withPlaces?: boolean;
}

function filmOnce(
  open: OpenSystem,
  { scenario, upTo, fatalCalls = [], withPlaces, withModel = false, withStates = false }: OneRun,
  strategyOf: (system: System) => FollowedDecisions,
): Filmed {
  const record: FilmRecord = { start: undefined, shots: [], code: undefined };
  const sent: { stream: number[] } = { stream: [] };
  const watched = fatalCalls.length === 0 ? open : withFatalCalls(open, fatalCalls);
  let modelRun: ModelRun | undefined;
  const observers = [recordFrames(record, withPlaces === true), recordStream(sent)];
  if (withModel) observers.push(recordModel((begun) => (modelRun = begun)));
  const states = withStates ? recordStates() : undefined;
  if (states !== undefined) observers.push(states.observer);
  const lockstep = makeLockstep(scenario, watched, observers);
  const { layout, driver, views } = lockstep.system;
  if (upTo !== undefined) lockstep.judge.judgeUpTo(upTo);
  const strategy = strategyOf(lockstep.system);
  const outcome = execute(lockstep, strategy, makeDraw('no chance is drawn'));
  const hasCrashed = outcome.steps > record.shots.length;
  if (hasCrashed) {
    // Only the name of a step that does not return is known.
    const thread = lockstep.schedule[outcome.steps - 1] as number;
    const isFatal = fatalCalls.some(({ call }) => call === 'take');
    const standing = standingNow(lockstep.system, record);
    const nothing: Shot = {
      frame: { ...standing, label: labelOf(driver, thread), events: [], accesses: [] },
      stacks: NOWHERE,
    };
    const stacks = record.code?.take() ?? NOWHERE;
    record.shots.push(isFatal ? nothing : shotOf(lockstep.system, standing, stacks));
  }
  record.code?.stop();
  return {
    scenario,
    layout,
    lacks: lockstep.system.lacks,
    threads: driver.threads,
    links: (views.links ?? []).map(({ name, from }) => ({ name, from })),
    frames: record.shots.map((shot, step) => {
      const thread = driver.threads[lockstep.schedule[step] as number] as string;
      return frameOf(shot, thread, placesOf(shot.stacks));
    }),
    start: record.start ?? standingNow(lockstep.system, record),
    waits: hasCrashed ? [] : waitsOf(driver),
    objections: outcome.objections,
    digest: lockstep.digest.text(),
    stream: Uint8Array.from(sent.stream),
    modelRun,
    unfollowed: strategy.unfollowed(),
    lost: strategy.firstLost(),
    states: states?.recorded(),
  };
}

function labelOf(driver: Driver, thread: number): string {
  try {
    return driver.comingStep(thread).label;
  } catch {
    return 'a step';
  }
}

/** If the driver cannot tell, no thread is reported as waiting. */
function waitsOf(driver: Driver): readonly Wait[] {
  try {
    return driver.waits();
  } catch {
    return [];
  }
}

interface Shot {
  readonly frame: Omit<Frame, 'thread' | 'place' | 'mergePlaces'>;
  readonly stacks: StepStacks;
}

function frameOf({ frame }: Shot, thread: string, places: StepPlaces): Frame {
  const { merges: mergePlaces, thread: place } = places;
  const events = frame.events.map((event, index) => {
    const where = places.events[index];
    return where === undefined ? event : { ...event, place: where };
  });
  return { ...frame, thread, events, mergePlaces, ...(place === undefined ? {} : { place }) };
}

interface FilmRecord {
  start: Standing | undefined;
  readonly shots: Shot[];
  code: CodeWatch | undefined;
}

function recordFrames(record: FilmRecord, withPlaces: boolean): OracleMaker {
  return (context) => {
    return {
      retarget() {
        record.code?.stop();
        record.code = withPlaces ? watchCode(context.system) : undefined;
      },
      reset() {
        record.code?.take();
        record.start = standingNow(context.system, record);
      },
      step() {
        const { system } = context;
        record.shots.push(
          shotOf(system, standingNow(system, record), record.code?.take() ?? NOWHERE),
        );
      },
    };
  };
}

/** For a system whose code is not watched. */
const NOWHERE: StepStacks = { events: [], accesses: [], merges: [] };

/** If a view throws, which the judge reports, the last known state is used. */
function standingNow(system: System, { shots, start }: FilmRecord): Standing {
  try {
    return standingOf(system);
  } catch {
    return shots.at(-1)?.frame ?? start ?? nothingStands(system.layout);
  }
}

/** The shot of the step that was taken last. */
function shotOf({ trace, footprint }: System, standing: Standing, stacks: StepStacks): Shot {
  const events: FrameEvent[] = [];
  for (let at = 0; at < trace.length; at += TRACEPOINT_STRIDE) {
    const [number, ...args] = trace.events.subarray(at, at + TRACEPOINT_STRIDE);
    const name = tracepoints[number as number]?.name;
    // An unknown tracepoint is a failure of the engine, not an event.
    if (name === undefined) continue;
    events.push({ name, args: args as unknown as FrameEvent['args'] });
  }
  const accesses = accessesOf(footprint);
  return { frame: { ...standing, label: footprint.label, events, accesses }, stacks };
}
