/** Writes down how the model follows an engine: each action, and the state that comes of it. */
import type { Action } from '../../../model/action.ts';
import type { Size } from '../../../model/guard.ts';
import type { Model } from '../../../model/machine.ts';
import { step } from '../../../model/machine.ts';
import type { State } from '../../../model/state.ts';
import type { OracleMaker } from '../../judging/lockstep/court.ts';
import { initialOf, modelOf } from '../../judging/lockstep/model-of-scenario.ts';

export interface ModelStep {
  /** `undefined` for the first state, and where the model was set to what the engine shows. */
  readonly action: Action | undefined;
  /** After the action. */
  readonly state: State;
}

export interface ModelRun {
  /** Of the model that followed: by it, a state is read. */
  readonly size: Size;
  readonly steps: readonly ModelStep[];
}

/** @param keep - given the run that is under way, whenever one begins */
export function recordModel(keep: (run: ModelRun) => void): OracleMaker {
  return (court) => {
    let model: Model;
    let initial: State;
    const steps: ModelStep[] = [];
    court.followers.push((before, action) => {
      // A migration over a link that was tampered with is not followed; the next one starts afresh.
      if (!isSame(before, steps.at(-1)?.state))
        steps.push({ action: undefined, state: copyOf(before) });
      const state = copyOf(before);
      step(model, state, action, state);
      steps.push({ action, state });
    });
    return {
      retarget() {
        model = modelOf(court);
        initial = initialOf(model, court.layout);
      },
      reset() {
        steps.splice(0, steps.length, { action: undefined, state: initial });
        keep({ size: model.size, steps });
      },
    };
  };
}

function copyOf(state: State): State {
  return state.slice();
}

function isSame(one: State, other: State | undefined): boolean {
  return one.every((value, index) => value === other?.[index]);
}
