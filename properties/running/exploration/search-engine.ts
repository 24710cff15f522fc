/** Runs a system under a search, one execution after another, and judges each. */
import type { Lockstep, Outcome } from '../../judging/execution/execution.ts';
import { execute } from '../../judging/execution/execution.ts';
import { HappensBefore } from '../../searching/reduction/happens-before.ts';
import type { SearchOptions, Waiting } from '../../searching/reduction/source-sets.ts';
import { REDUNDANT, SourceSetSearch } from '../../searching/reduction/source-sets.ts';
import type { StepReader } from '../../searching/reduction/step-reader.ts';
import { messagesOf } from '../../searching/reduction/footprint-cells.ts';
import { stepReader } from '../../searching/reduction/step-reader.ts';
import { ThreadSet } from '../../../impl/thread-set.ts';
import { defaultPick } from '../../judging/execution/default-policy.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import type { Strategy } from '../../judging/execution/strategy.ts';
import { isInSetup } from './setup-steps.ts';

/** Thrown by the strategy to end an execution that need not go on. */
const BROKEN_OFF = new Error('every continuation has been seen');

export interface EngineSearch {
  readonly search: SourceSetSearch;
  /** Runs the next execution of the search; `undefined` if it was broken off as redundant. */
  readonly run: () => Outcome | undefined;
}

export interface EngineSearchOptions extends SearchOptions {
  /** Whether the search begins only after setup, which is then not interleaved with anything. */
  readonly isAfterSetup?: boolean;
}

export function searchEngine(lockstep: Lockstep, options: EngineSearchOptions = {}): EngineSearch {
  const { system } = lockstep;
  const { driver } = system;
  const { isAfterSetup = false } = options;
  const reader: StepReader = stepReader(system);
  driver.reset();
  const order = new HappensBefore(
    {
      threads: driver.threads.length,
      objects: reader.objects,
      messages: messagesOf(system.footprint),
    },
    driver,
  );
  const search = new SourceSetSearch(order, options);
  let gate = -1;
  let thread = -1;
  /** The first setup is over. Everything from here on is interleaved, including later setups. */
  let isSetUp = !isAfterSetup;
  /** Until setup is over: the only thread that may take the next step. */
  const unsearched = new ThreadSet();

  const settle = (): void => {
    if (thread >= 0) search.took(reader.read(thread, gate));
    reader.before();
  };
  const strategy: Strategy = {
    begin() {
      thread = -1;
      isSetUp = !isAfterSetup;
    },
    pick(choices, current) {
      settle();
      isSetUp ||= !isInSetup(system);
      if (!isSetUp) unsearched.setOnly(defaultPick(choices, current));
      thread = search.pick(isSetUp ? choices : unsearched);
      if (thread === REDUNDANT) throw BROKEN_OFF;
      gate = driver.comingStep(thread).gate;
      return thread;
    },
  };

  const waiting = (): readonly Waiting[] =>
    driver.threads.flatMap((_, id) => {
      const at = driver.comingStep(id).gate;
      return at >= 0 && !driver.isOpen(at) ? [{ thread: id, gate: at }] : [];
    });

  return {
    search,
    run() {
      let outcome: Outcome | undefined;
      try {
        outcome = execute(lockstep, strategy, makeDraw('none'));
        if (outcome.objections !== undefined) return outcome;
        settle();
      } catch (error) {
        if (error !== BROKEN_OFF) throw error;
      }
      search.ended(waiting());
      return outcome;
    },
  };
}
