/** Records how the model follows an engine: each action and the resulting state. */
import type { Action } from '../../../model/action.ts';
import type { Size } from '../../../model/guard.ts';
import type { Model } from '../../../model/machine.ts';
import { step } from '../../../model/machine.ts';
import type { State } from '../../../model/state.ts';
import type { OracleMaker } from '../../judging/lockstep/oracle-context.ts';
import { initialOf, modelOf } from '../../judging/lockstep/model-of-scenario.ts';

interface ModelStep {
  /** `undefined` for the first state, and where the model was reset to the engine's state. */
  readonly action: Action | undefined;
  /** The state after the action. */
  readonly state: State;
}

export interface ModelRun {
  /** The size of the model that followed the engine, needed to read a state. */
  readonly size: Size;
  readonly steps: readonly ModelStep[];
}

/** @param keep - called with each run when it begins; the run's steps are added as it goes on */
export function recordModel(keep: (run: ModelRun) => void): OracleMaker {
  return (context) => {
    let model: Model;
    let initial: State;
    const steps: ModelStep[] = [];
    context.followers.push((before, action) => {
      // The model does not follow a migration over a tampered link; it is reset for the next migration.
      if (!isSame(before, steps.at(-1)?.state))
        steps.push({ action: undefined, state: copyOf(before) });
      const state = copyOf(before);
      step(model, state, action, state);
      steps.push({ action, state });
    });
    return {
      retarget() {
        model = modelOf(context);
        initial = initialOf(model, context.layout);
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
