/**
 * One execution: the strategy's part, of bounded length, then a fair drain without further outside events.
 * Every step is judged; the first one with an objection ends the execution.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Driver, Wait, System } from '../../../impl/system.ts';
import { hosts } from '../../../impl/tracepoints.ts';
import { fair } from './fair.ts';
import type { Draw } from './random-source.ts';
import type { Strategy } from './strategy.ts';
import type { Digest } from './digest.ts';
import { hashOf, makeDigest } from './digest.ts';
import { hashOfScenario } from './scenario-hash.ts';
import { capacityFor, hasRoomFor, roomForBoth } from '../lockstep/capacity.ts';
import type { OracleMaker } from '../lockstep/oracle-context.ts';
import type { JudgedProperties } from '../lockstep/judged-properties.ts';
import { ALL_PROPERTIES, isAmong } from '../lockstep/judged-properties.ts';
import type { Judge } from '../lockstep/judge.ts';
import { makeJudge } from '../lockstep/judge.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { Objection } from '../lockstep/objections.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { stepsMaxOf } from './step-bound.ts';
import { FatalCallError, objectionTo } from './fatal-call.ts';
import { SystemFailure } from './system-failure.ts';
import type { Thrown } from './thrown.ts';
import { describeThrown, isThrownByEngine, whereThrown } from './thrown.ts';

/**
 * A system with its judge: made once, used for many executions, and pointed at one scenario after the
 * other. Its fields change with each `retarget`, so copies of them must be renewed after it.
 */
export interface Lockstep {
  /**
   * Points at another scenario: opens its system, and reuses the judge and its arrays. A scenario that is
   * larger than any before gets a new judge, with new observers.
   */
  readonly retarget: (scenario: Scenario) => void;
  readonly scenario: Scenario;
  readonly scenarioHash: number;
  /** By thread: the hash of its name. */
  readonly threadNames: Int32Array;
  readonly system: System;
  readonly judge: Judge;
  /** The properties that may object, in the judge and in the execution itself. */
  readonly judged: JudgedProperties;
  readonly digest: Digest;
  /** Steps that an execution may take, its drain included. */
  readonly stepsMax: number;
  /** The threads that took the steps of the last execution, in order; the array may be longer. */
  readonly schedule: Uint8Array;
}

export interface Outcome {
  /** Steps taken, including the violating one. */
  readonly steps: number;
  /** Steps of the strategy's part; the rest was the drain. */
  readonly decided: number;
  /** The gravest first; `undefined` if no property that may object does. */
  readonly objections: readonly Objection[] | undefined;
}

export function makeLockstep(
  scenario: Scenario,
  open: (scenario: Scenario) => System,
  observers: readonly OracleMaker[] = [],
  judged: JudgedProperties = ALL_PROPERTIES,
): Lockstep {
  const system = open(scenario);
  const stepsMax = stepsMaxOf(scenario, system);
  const lockstep: Changing<Lockstep> = {
    scenario,
    scenarioHash: hashOfScenario(scenario),
    threadNames: Int32Array.from(system.driver.threads, hashOf),
    system,
    judge: makeJudge(scenario, system, observers, { judged }),
    judged,
    digest: makeDigest(),
    stepsMax,
    schedule: new Uint8Array(stepsMax),
    retarget(next) {
      const opened = open(next);
      const needed = capacityFor(opened);
      const { capacity } = lockstep.judge;
      if (hasRoomFor(capacity, needed)) lockstep.judge.retarget(next, opened);
      else {
        const larger = roomForBoth(capacity, needed);
        lockstep.judge = makeJudge(next, opened, observers, { judged, capacity: larger });
      }
      lockstep.scenario = next;
      lockstep.scenarioHash = hashOfScenario(next);
      lockstep.threadNames = Int32Array.from(opened.driver.threads, hashOf);
      lockstep.system = opened;
      lockstep.stepsMax = stepsMaxOf(next, opened);
      if (lockstep.stepsMax > lockstep.schedule.length)
        lockstep.schedule = new Uint8Array(lockstep.stepsMax);
    },
  };
  return lockstep;
}

type Changing<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** @throws what the judge or the strategy throws, which is a bug of the harness and never a finding */
export function execute(lockstep: Lockstep, strategy: Strategy, draw: Draw): Outcome {
  const { system, judge, judged, digest, schedule, stepsMax, scenario, threadNames } = lockstep;
  const { driver, trace } = system;
  const drain = fair();
  let steps = 0;
  let current = 0;
  let isDraining = false;
  let isInSystem = true;
  const outcome = (found: readonly Objection[] | undefined): Outcome => {
    const [gravest] = found ?? [];
    // A run that deadlocks or crashes ends here, even if that property may not object.
    const objections = gravest && isAmong(gravest.property, judged) ? found : undefined;
    digest.add(gravest === undefined ? CLEAN : hashOf(gravest.property));
    addMemories(digest, system, gravest !== undefined);
    return { steps, decided: Math.min(steps, scenario.stepsMax), objections };
  };

  digest.reset();
  digest.add(lockstep.scenarioHash);
  try {
    driver.reset();
    isInSystem = false;
    judge.reset();
    strategy.begin(driver, draw);
    for (;;) {
      isInSystem = true;
      const choices = driver.choices();
      const isStill = choices.isEmpty();
      const isOver = isStill && driver.isDone();
      isInSystem = false;
      if (isStill) {
        if (isOver || isLeftWaiting(driver, judge)) return outcome(judge.end(isDraining));
        return outcome(objectToStandstill(driver, judge));
      }
      if (steps >= scenario.stepsMax && !isDraining) {
        isDraining = true;
        isInSystem = true;
        driver.drain();
        continue;
      }
      if (steps === stepsMax) return outcome(objectTo('PROGRESS', describeStall(driver)));
      current = (isDraining ? drain : strategy).pick(choices, current);
      if (!choices.has(current))
        throw new Error(`the strategy picked thread ${current}, which is not ready`);
      schedule[steps++] = current;
      isInSystem = true;
      driver.take(current);
      isInSystem = false;
      digest.add(threadNames[current] as number);
      digest.addEvents(trace.events, trace.length);
      const objections = judge.observe();
      if (objections !== undefined) return outcome(objections);
    }
  } catch (error) {
    if (error instanceof FatalCallError) return outcome([objectionTo(error)]);
    const thrown = describeThrown(error);
    if (!isInSystem && !isThrownBySystem(error, thrown)) throw error;
    const property = thrown.isEndless ? 'PROGRESS' : 'CRASH';
    return outcome(objectTo(property, `${thrown.message}${whereThrown(thrown)}`));
  }
}

/** Stands in a digest in place of a violated property. */
const CLEAN = -1;

/** Whether the system itself has failed: a view may throw while the judge reads it. */
function isThrownBySystem(error: unknown, thrown: Thrown): boolean {
  // The harness throws only Error objects, so anything else comes from the system.
  return error instanceof SystemFailure || !isError(error) || isThrownByEngine(thrown);
}

function isError(error: unknown): boolean {
  try {
    return error instanceof Error;
  } catch {
    return false;
  }
}

function objectTo(property: PropertyId, what: string): readonly Objection[] {
  return [{ property, page: NO_PAGE, what }];
}

/**
 * The objection to a run in which no thread can go on. A thread that waits for a page that will never be
 * sent is not blocked by another thread: that is a failure to make progress, not a deadlock.
 */
function objectToStandstill(driver: Driver, judge: Judge): readonly Objection[] {
  const waits = driver.waits().filter(({ isIdle }) => !isIdle);
  const isForsaken = ({ missingPage }: Wait): boolean =>
    missingPage !== undefined && judge.isForsaken(missingPage);
  const property = waits.some(isForsaken) ? 'PROGRESS' : 'DEADLOCK';
  return objectTo(property, describeWaits(waits, judge));
}

/** Whether nothing is wrong but that a hostile peer does not say what the other waits for. */
function isLeftWaiting(driver: Driver, judge: Judge): boolean {
  return judge.mayWaitForEver() && driver.waits().every(({ holder }) => holder === undefined);
}

/** Says which thread waits for what, and which thread holds it. */
function describeWaits(waits: readonly Wait[], judge: Judge): string {
  return waits
    .map(({ thread, what, holder, missingPage }) => {
      const held = holder === undefined ? '' : `, which ${holder} holds`;
      const where = missingPage === undefined ? '' : `, which ${judge.whereIs(missingPage)}`;
      return `${thread} waits for ${what}${held}${where}`;
    })
    .join('; ');
}

function describeStall(driver: Driver): string {
  const ready = driver.threads.flatMap((name, thread) => {
    if (!driver.choices().has(thread)) return [];
    const { label } = driver.comingStep(thread);
    return [`${name} (${label})`];
  });
  return `the drain does not end; still running: ${ready.join(', ')}`;
}

/** Adds both memories, as far as they can be read: a system that has failed may fail here again. */
function addMemories(digest: Digest, system: System, hasFailed: boolean): void {
  try {
    addMemoriesOf(digest, system);
  } catch (error) {
    if (!hasFailed) throw error;
  }
}

function addMemoriesOf(digest: Digest, { layout, views }: System): void {
  for (let host = 0; host < hosts.length; host++)
    for (let page = 0; page < layout.pages; page++)
      for (let word = 0; word < layout.pageWords; word++)
        digest.add(views.memoryWord(host, page, word));
}
