/** Runs a finding once more and keeps, for each step, what was announced and the bits of every page. */
import type { Layout, OpenSystem } from '../../impl/system.ts';
import type { Host, TracepointName } from '../../impl/tracepoints.ts';
import { tracepoints } from '../../impl/tracepoints.ts';
import type { Scenario } from '../../impl/scenario.ts';
import type { Decision } from '../../traces/trace-file.ts';
import type { Objection } from '../lockstep/objections.ts';
import { execute, makeBench } from '../lockstep/execution.ts';
import type { OracleMaker } from '../lockstep/oracle.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { followDecisions } from '../strategies/follow-decisions.ts';
import { makeDraw } from '../strategies/random-source.ts';
import type { RecordedStates } from '../view/record-states.ts';
import { recordStates } from '../view/record-states.ts';

export interface FrameEvent {
  readonly name: TracepointName;
  readonly args: readonly [number, number, number];
}

/** One step of a run. */
export interface Frame {
  readonly thread: string;
  readonly events: readonly FrameEvent[];
  /** Bits of each page (`pageBit`) after the step. */
  readonly bits: Uint16Array;
}

export interface Filmed {
  readonly scenario: Scenario;
  readonly layout: Layout;
  /** Names of all threads and links, whether they did anything or not. */
  readonly threads: readonly string[];
  readonly links: readonly { readonly name: string; readonly from: Host }[];
  readonly frames: readonly Frame[];
  /** Bits of each page before the first step. */
  readonly firstBits: Uint16Array;
  /** `undefined` if the run was clean. */
  readonly objections: readonly Objection[] | undefined;
  readonly digest: string;
  /** What went over the wire in the last migration of the run. */
  readonly stream: Uint8Array;
  readonly unfollowed: readonly Decision[];
  /** Everything as it stood after each step, if that was asked for. */
  readonly states: RecordedStates | undefined;
}

export interface Film {
  readonly scenario: Scenario;
  readonly decisions: readonly Decision[];
  /** Lesser properties are not judged; all are if it is left out. */
  readonly upTo?: PropertyId | undefined;
  readonly withStates?: boolean | undefined;
}

export function film(open: OpenSystem, { scenario, decisions, upTo, withStates }: Film): Filmed {
  const shots: { events: readonly FrameEvent[]; bits: Uint16Array }[] = [];
  const tape: { stream: number[] } = { stream: [] };
  const states = withStates === true ? recordStates() : undefined;
  const observers = [takeShots(shots), recordStream(tape), ...(states ? [states.observer] : [])];
  const bench = makeBench(scenario, open, observers);
  const { layout, driver, views } = bench.system;
  if (upTo !== undefined) bench.judge.judgeUpTo(upTo);
  const strategy = followDecisions(decisions, layout);
  const outcome = execute(bench, strategy, makeDraw('no chance is drawn'));
  const crashed = outcome.steps > shots.length;
  if (crashed) shots.push({ events: [], bits: bitsOf(layout, views) });
  return {
    scenario,
    layout,
    threads: driver.threads,
    links: (views.links ?? []).map(({ name, from }) => ({ name, from })),
    frames: shots.map((shot, step) => ({
      ...shot,
      thread: driver.threads[bench.schedule[step] as number] as string,
    })),
    firstBits: new Uint16Array(layout.pages),
    objections: outcome.objections,
    digest: bench.digest.text(),
    stream: Uint8Array.from(tape.stream),
    unfollowed: strategy.unfollowed(),
    states: states?.recorded(),
  };
}

function bitsOf(layout: Layout, views: { pageBits(page: number): number }): Uint16Array {
  return Uint16Array.from({ length: layout.pages }, (_, page) => views.pageBits(page));
}

/** Keeps what each step announces, in order, and how the pages stand after it. */
function takeShots(shots: { events: readonly FrameEvent[]; bits: Uint16Array }[]): OracleMaker {
  return ({ layout, views }) => {
    let events: FrameEvent[] = [];
    const keep =
      (name: TracepointName) =>
      (...args: [number, number, number]): void => {
        events.push({ name, args });
      };
    return {
      on: Object.fromEntries(tracepoints.map(({ name }) => [name, keep(name)])),
      step() {
        shots.push({ events, bits: bitsOf(layout, views) });
        events = [];
      },
    };
  };
}

/** Keeps the bytes of the migration that is under way, or was last. */
function recordStream(tape: { stream: number[] }): OracleMaker {
  return ({ ledger, views }) => ({
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') tape.stream = [];
      },
    },
    step() {
      const { channel } = views;
      if (channel.peekClosed()) return;
      const from = tape.stream.length - channel.base;
      for (let at = from; at < channel.tail; at++) tape.stream.push(channel.bytes[at] as number);
    },
  });
}
