/** Runs a finding once more and keeps what each step announced and accessed, and how all stood after it. */
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
import { execute, makeBench } from '../../judging/execution/execution.ts';
import type { OracleMaker } from '../../judging/lockstep/court.ts';
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
  /** Where in the engine's sources it was announced, as far as that is known. */
  readonly place?: SourcePlace;
}

/** One step of a run, and how everything stands after it. */
export interface Frame extends Standing {
  readonly thread: string;
  /** What the engine calls the step. */
  readonly label: string;
  readonly events: readonly FrameEvent[];
  /** Without repetition, in the order in which they were made first. */
  readonly accesses: readonly FrameAccess[];
  /** Where in the engine's sources its thread was when it first did something, if that is known. */
  readonly place?: SourcePlace;
  /** Where a merge of the log changed each record of each page. */
  readonly mergePlaces: readonly RecordPlace[];
}

export interface Filmed {
  readonly scenario: Scenario;
  readonly layout: Layout;
  /** What an engine from elsewhere does not show. */
  readonly lacks: Lacks | undefined;
  /** Names of all threads and links, whether they did anything or not. */
  readonly threads: readonly string[];
  readonly links: readonly { readonly name: string; readonly from: Host }[];
  readonly frames: readonly Frame[];
  /** How everything stands before the first step. */
  readonly start: Standing;
  /** Who waits for what after the last step. */
  readonly waits: readonly Wait[];
  /** `undefined` if the run was clean. */
  readonly objections: readonly Objection[] | undefined;
  readonly digest: string;
  /** What went over the wire in the last migration of the run. */
  readonly stream: Uint8Array;
  /** How the model followed, if that was asked for. */
  readonly modelRun: ModelRun | undefined;
  readonly unfollowed: readonly Decision[];
  /** The first of these. */
  readonly lost: LostDecision | undefined;
  /** Everything as it stood after each step, if that was asked for. */
  readonly states: RecordedStates | undefined;
}

/** How everything stood before a frame of a film. */
export function standingBefore({ frames, start }: Filmed, at: number): Standing {
  return frames[at - 1] ?? start;
}

export interface Film {
  readonly scenario: Scenario;
  readonly decisions: readonly Decision[];
  /** Lesser properties are not judged; all are if it is left out. */
  readonly upTo?: PropertyId | undefined;
  /** Decisions that are looked for by what was last announced, and not by their event. */
  readonly byAnnouncement?: ReadonlySet<Decision> | undefined;
  /** Write down how the model follows the engine. */
  readonly withModel?: boolean | undefined;
  /** Write down everything as it stands after each step, for a page to show. */
  readonly withStates?: boolean | undefined;
  /** The calls of which it is known that they do not come back, if there are any. */
  readonly fatalCalls?: readonly FatalCall[] | undefined;
}

export function film(open: OpenSystem, { decisions, byAnnouncement, ...run }: Film): Filmed {
  return filmRun(open, run, (system) => followDecisions(decisions, system, { byAnnouncement }));
}

/** A film of whatever run a strategy makes. */
export function filmStrategy(open: OpenSystem, run: FilmedRun, strategy: Strategy): Filmed {
  return filmRun(open, run, () => ({ ...strategy, ...followsNone }));
}

const followsNone = { unfollowed: () => [], firstLost: () => undefined };

type FilmedRun = Omit<Film, 'decisions' | 'byAnnouncement'>;

/** A run that violates something is made once more: to watch the code takes longer than the run. */
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
  /** Where in the engine's sources each step was. */
  readonly withPlaces?: boolean;
}

function filmOnce(
  open: OpenSystem,
  { scenario, upTo, fatalCalls = [], withPlaces, withModel = false, withStates = false }: OneRun,
  strategyOf: (system: System) => FollowedDecisions,
): Filmed {
  const reel: Reel = { start: undefined, shots: [], code: undefined };
  const tape: { stream: number[] } = { stream: [] };
  const watched = fatalCalls.length === 0 ? open : withFatalCalls(open, fatalCalls);
  let modelRun: ModelRun | undefined;
  const observers = [takeShots(reel, withPlaces === true), recordStream(tape)];
  if (withModel) observers.push(recordModel((begun) => (modelRun = begun)));
  const states = withStates ? recordStates() : undefined;
  if (states !== undefined) observers.push(states.observer);
  const bench = makeBench(scenario, watched, observers);
  const { layout, driver, views } = bench.system;
  if (upTo !== undefined) bench.judge.judgeUpTo(upTo);
  const strategy = strategyOf(bench.system);
  const outcome = execute(bench, strategy, makeDraw('no chance is drawn'));
  const hasCrashed = outcome.steps > reel.shots.length;
  if (hasCrashed) {
    // Of a step that does not come back, nothing is known but its name.
    const thread = bench.schedule[outcome.steps - 1] as number;
    const isFatal = fatalCalls.some(({ call }) => call === 'take');
    const standing = standingNow(bench.system, reel);
    const nothing: Shot = {
      frame: { ...standing, label: labelOf(driver, thread), events: [], accesses: [] },
      stacks: NOWHERE,
    };
    const stacks = reel.code?.take() ?? NOWHERE;
    reel.shots.push(isFatal ? nothing : shotOf(bench.system, standing, stacks));
  }
  reel.code?.stop();
  return {
    scenario,
    layout,
    lacks: bench.system.lacks,
    threads: driver.threads,
    links: (views.links ?? []).map(({ name, from }) => ({ name, from })),
    frames: reel.shots.map((shot, step) => {
      const thread = driver.threads[bench.schedule[step] as number] as string;
      return frameOf(shot, thread, placesOf(shot.stacks));
    }),
    start: reel.start ?? standingNow(bench.system, reel),
    waits: hasCrashed ? [] : waitsOf(driver),
    objections: outcome.objections,
    digest: bench.digest.text(),
    stream: Uint8Array.from(tape.stream),
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

/** Nobody waits for anything in a system that cannot say so. */
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

interface Reel {
  start: Standing | undefined;
  readonly shots: Shot[];
  code: CodeWatch | undefined;
}

function takeShots(reel: Reel, withPlaces: boolean): OracleMaker {
  return (court) => {
    return {
      retarget() {
        reel.code?.stop();
        reel.code = withPlaces ? watchCode(court.system) : undefined;
      },
      reset() {
        reel.code?.take();
        reel.start = standingNow(court.system, reel);
      },
      step() {
        const { system } = court;
        reel.shots.push(shotOf(system, standingNow(system, reel), reel.code?.take() ?? NOWHERE));
      },
    };
  };
}

/** Of a system whose code nobody watches. */
const NOWHERE: StepStacks = { events: [], accesses: [], merges: [] };

/** A view that throws is for the judge to find; here it stands as it stood last. */
function standingNow(system: System, { shots, start }: Reel): Standing {
  try {
    return standingOf(system);
  } catch {
    return shots.at(-1)?.frame ?? start ?? nothingStands(system.layout);
  }
}

/** The step that was taken last. */
function shotOf({ trace, footprint }: System, standing: Standing, stacks: StepStacks): Shot {
  const events: FrameEvent[] = [];
  for (let at = 0; at < trace.length; at += TRACEPOINT_STRIDE) {
    const [number, ...args] = trace.events.subarray(at, at + TRACEPOINT_STRIDE);
    const name = tracepoints[number as number]?.name;
    // One that there is not is the engine's failure, and no event.
    if (name === undefined) continue;
    events.push({ name, args: args as unknown as FrameEvent['args'] });
  }
  const accesses = accessesOf(footprint);
  return { frame: { ...standing, label: footprint.label, events, accesses }, stacks };
}
