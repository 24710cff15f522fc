/**
 * A flip is what makes the difference: the latest single choice of a thread that, made differently, leads
 * to no violation, and the latest single write of the guest without which there is none. After the other
 * choice, the run follows the violating one as far as possible.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { OpenSystem } from '../../../impl/system.ts';
import type { Lockstep } from '../../judging/execution/execution.ts';
import { execute, makeLockstep } from '../../judging/execution/execution.ts';
import { NO_PAGE } from '../../judging/lockstep/ledger.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import type { ScheduledStep } from '../../judging/execution/record-run.ts';
import { followHint } from '../../searching/shrink/follow-hint.ts';
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { replayThreads } from '../../searching/strategies/replay-threads.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import type { Filmed } from '../film/frames.ts';
import { filmStrategy } from '../film/frames.ts';
import type { StepName } from './step-name.ts';
import { nameOfStep } from './step-name.ts';
import type { StoryStep } from './story-step.ts';
import { tellStory } from './story.ts';
import { describeViolation } from './violation.ts';

export interface Flip {
  /** `undefined` if every other choice that was tried also leads to a violation. */
  readonly choice: FlippedChoice | undefined;
  /** `undefined` if the violation remains whichever single write is left out. */
  readonly write: FlippedWrite | undefined;
  /** The number of runs tried. */
  readonly runs: number;
  /** Whether all other choices and all writes were tried. */
  readonly isComplete: boolean;
}

export interface FlippedChoice extends StepName {
  /** The first step, counted from 1, at which the two runs differ. */
  readonly step: number;
  /** The thread that took this step in the failing run, and the label of the step. */
  readonly went: ScheduledStep;
  /** The thread that takes this step in the passing run. */
  readonly instead: ScheduledStep;
  /** The stories of both runs from that step on: all of the failing one, about as much of the other. */
  readonly fails: readonly StoryStep[];
  readonly passes: readonly StoryStep[];
}

export interface FlippedWrite extends Partial<StepName> {
  /** The step of the run, counted from 1, that completed the write; 0 if it was not completed. */
  readonly step: number;
  /** The guest's actor, counted from 0: the vCPUs, then the device. */
  readonly actor: number;
  readonly page: string;
}

/** The limits of a search for a flip. */
export interface FlipLimits {
  /** The maximal number of runs. */
  readonly runsMax: number;
  /** The maximal number of steps of all runs together. */
  readonly stepsMax: number;
  /** Whether time is up; asked before each run. */
  readonly isLate?: () => boolean;
}

const PATIENT: FlipLimits = { runsMax: 3000, stepsMax: Infinity };
/** Enough for nearly all shrunk findings. */
export const BRIEF: FlipLimits = { runsMax: 3000, stepsMax: 40_000 };
/** Lines told of the passing run in addition to the number of lines of the failing one. */
const LINES_MORE = 2;

/**
 * @param filmed - a run that ends in a violation
 * @throws Error if the run does not end in a violation
 */
export function findFlip(open: OpenSystem, filmed: Filmed, limits: FlipLimits = PATIENT): Flip {
  const [first, ...others] = filmed.objections ?? [];
  if (first === undefined) throw new Error('a flip of a run that violates nothing');
  const { property } = first;
  const story = describeViolation(filmed, [first, ...others]).steps;
  const trial: Trial = { open, filmed, story, property, limits, runs: 0, steps: 0, isOver: false };
  const choice = flipChoice(trial);
  const write = flipWrite(trial);
  return { choice, write, runs: trial.runs, isComplete: !trial.isOver };
}

interface Trial {
  readonly open: OpenSystem;
  readonly filmed: Filmed;
  /** The story from the report of the violation, so that lines have the same numbers. */
  readonly story: readonly StoryStep[];
  readonly property: PropertyId;
  readonly limits: FlipLimits;
  runs: number;
  steps: number;
  /** The limits ended the search before everything was tried. */
  isOver: boolean;
}

/** Call this before each run. */
function mayGoOn(trial: Trial): boolean {
  const { runsMax, stepsMax, isLate } = trial.limits;
  trial.isOver ||= trial.runs >= runsMax || trial.steps >= stepsMax || isLate?.() === true;
  if (!trial.isOver) trial.runs++;
  return !trial.isOver;
}

function isClean(trial: Trial, lockstep: Lockstep, strategy: Strategy): boolean {
  const { steps, objections } = execute(lockstep, strategy, makeDraw('no chance is drawn'));
  trial.steps += steps;
  return objections === undefined;
}

function flipChoice(trial: Trial): FlippedChoice | undefined {
  const { open, filmed, property } = trial;
  const lockstep = makeLockstep(filmed.scenario, open);
  lockstep.judge.judgeUpTo(property);
  const { threads } = filmed;
  const draw = makeDraw('no chance is drawn');
  const run = runOf(filmed);
  const { steps, schedule } = run;
  const seen: Choices[] = [];
  const { decided } = execute(lockstep, watching(replayThreads(schedule), seen), draw);
  for (let at = Math.min(decided, seen.length) - 1; at >= 0; at--) {
    const { ready, labels } = seen[at] as Choices;
    for (const [index, instead] of ready.entries()) {
      if (instead === schedule[at]) continue;
      if (!mayGoOn(trial)) return undefined;
      const strategy = takeInstead(run, at, instead);
      if (!isClean(trial, lockstep, strategy)) continue;
      const passing = filmStrategy(open, { scenario: filmed.scenario, upTo: property }, strategy);
      return {
        step: at + 1,
        went: steps[at] as ScheduledStep,
        instead: { thread: threads[instead] as string, label: labels[index] as string },
        ...nameOfStep(at + 1, trial.story),
        ...tellBoth(trial, passing, at),
      };
    }
  }
  return undefined;
}

/** The steps of a run by name, and the number of the thread that took each. */
interface Run {
  readonly steps: readonly ScheduledStep[];
  readonly schedule: Uint8Array;
}

function runOf({ frames, threads }: Filmed): Run {
  return {
    steps: frames.map(({ thread, label }) => ({ thread, label })),
    schedule: Uint8Array.from(frames, ({ thread }) => threads.indexOf(thread)),
  };
}

/** The threads that were ready at a step, and what each would have done. */
interface Choices {
  readonly ready: readonly number[];
  readonly labels: readonly string[];
}

/** Wraps a strategy to record the choices it had at each step. */
function watching(strategy: Strategy, seen: Choices[]): Strategy {
  let labelOf: (thread: number) => string;
  return {
    begin(driver, draw) {
      labelOf = (thread) => driver.comingStep(thread).label;
      strategy.begin(driver, draw);
    },
    pick(choices, current) {
      const ready = choices.threads();
      seen.push({ ready, labels: ready.map(labelOf) });
      return strategy.pick(choices, current);
    },
  };
}

/** Repeats the run up to a step, then takes another thread, then follows the rest as far as possible. */
function takeInstead({ schedule, steps }: Run, at: number, instead: number): Strategy {
  const rest = followHint(steps.slice(at));
  let next = 0;
  return {
    begin(driver, draw) {
      next = 0;
      rest.begin(driver, draw);
    },
    pick(choices, current) {
      const step = next++;
      if (step < at) return schedule[step] as number;
      return step === at ? instead : rest.pick(choices, current);
    },
  };
}

function tellBoth(
  { filmed: failing, story }: Trial,
  passing: Filmed,
  at: number,
): Pick<FlippedChoice, 'fails' | 'passes'> {
  const about = failing.objections?.[0] ?? { property: 'P1', page: NO_PAGE };
  const isAfter = ({ runSteps }: StoryStep): boolean => (runSteps.at(-1) as number) > at;
  const fails = story.filter(isAfter);
  const passes = tellStory(passing, about).filter(isAfter);
  return { fails, passes: passes.slice(0, fails.length + LINES_MORE) };
}

function flipWrite(trial: Trial): FlippedWrite | undefined {
  const { open, filmed, property } = trial;
  for (const write of writesOf(filmed)) {
    if (!mayGoOn(trial)) return undefined;
    const lockstep = makeLockstep(withoutOperation(filmed.scenario, write), open);
    lockstep.judge.judgeUpTo(property);
    if (!isClean(trial, lockstep, followHint(runOf(filmed).steps))) continue;
    const { step, actor, page } = write;
    const name = step === 0 ? {} : nameOfStep(step, trial.story);
    return { step, ...name, actor, page: nameOfPage(filmed.layout, page) };
  }
  return undefined;
}

interface Write {
  readonly step: number;
  readonly actor: number;
  /** Position in the actor's program. */
  readonly index: number;
  /** Dense index. */
  readonly page: number;
}

/** The writes that were begun or completed in the run, the latest first. */
function writesOf({ frames, scenario, layout }: Filmed): readonly Write[] {
  const programs = [...scenario.vcpus, scenario.device];
  const steps = new Map<string, number>();
  frames.forEach(({ events }, at) => {
    for (const { name, args } of events)
      if (name === 'guest_operation') steps.set(`${args[1]}/${args[2]}`, at + 1);
  });
  const writes = programs.flatMap((program, actor) =>
    program.flatMap(({ kind, block, page }, index): readonly Write[] => {
      const isBegun = index === 0 || steps.has(`${actor}/${index - 1}`);
      if (kind === 'read' || !isBegun) return [];
      const densePage = (layout.blocks[block]?.firstPage ?? 0) + page;
      return [{ step: steps.get(`${actor}/${index}`) ?? 0, actor, index, page: densePage }];
    }),
  );
  const lateness = ({ step }: Write): number => (step === 0 ? frames.length + 1 : step);
  return writes.toSorted((one, other) => lateness(other) - lateness(one));
}

function withoutOperation(scenario: Scenario, { actor, index }: Write): Scenario {
  const { vcpus, device } = scenario;
  return actor === vcpus.length
    ? { ...scenario, device: device.toSpliced(index, 1) }
    : { ...scenario, vcpus: vcpus.with(actor, (vcpus[actor] ?? []).toSpliced(index, 1)) };
}
