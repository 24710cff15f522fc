/**
 * The states and transitions of a configuration that runs have visited. The judge's model follows the
 * engine; its states are those of the configuration, apart from what the configuration does not bound. A
 * state that the configuration cannot reach means that two descriptions of the same machine disagree, which
 * is a bug of the harness.
 */
import type { Action } from '../../../model/action.ts';
import { actionKind, kindOf } from '../../../model/action.ts';
import type { Size } from '../../../model/guard.ts';
import { links, mainLink } from '../../../model/link.ts';
import { makeModel, step } from '../../../model/machine.ts';
import type { State } from '../../../model/state.ts';
import { at, blankState, phase, read } from '../../../model/state.ts';
import { describeAction } from '../../judging/lockstep/action-words.ts';
import type { OracleMaker } from '../../judging/lockstep/oracle-context.ts';
import type { Reachable } from './reachable.ts';
import { UNREACHABLE } from './reachable.ts';

export interface Visits {
  /** To be added to the observers of a lockstep for one of the configuration's scenarios. */
  readonly observer: OracleMaker;
  /**
   * Numbers of what has been visited for the first time since the last call: states, and transitions, whose
   * numbers begin after those of all states.
   */
  readonly takeNew: () => Int32Array;
}

export function makeVisits(graph: Reachable): Visits {
  const { configuration, states, transitions } = graph;
  const model = makeModel(configuration);
  const seen = new Uint8Array(states + transitions);
  const fresh: number[] = [];
  const here = blankState(model.size);
  const next = blankState(model.size);

  const visit = (number: number): void => {
    if (seen[number] === 1) return;
    seen[number] = 1;
    fresh.push(number);
  };
  const follow = (state: State, value: Action, hasRefused: boolean): void => {
    if (hasRefused || isBeyond(state, value)) return;
    project(state, here, model.size);
    const from = graph.stateNumber(here);
    const transition = from === UNREACHABLE ? from : graph.transitionNumber(from, value);
    if (transition === UNREACHABLE)
      throw new Error(
        `${configuration.name} does not reach "${describeAction(value)}" in [${here.join(' ')}]`,
      );
    visit(from);
    visit(states + transition);
    step(model, here, value, next);
    visit(graph.stateNumber(next));
  };

  return {
    observer: ({ followers }) => {
      followers.push(follow);
      return {};
    },
    takeNew: () => Int32Array.from(fresh.splice(0)),
  };
}

/** Whether the run has gone beyond the configurations, which end when the guest runs on the destination. */
function isBeyond(state: State, value: Action): boolean {
  return read(state, at.phase) === phase.landed || kindOf(value) === actionKind['own-write'];
}

/**
 * Copies a state into the configuration's layout, in which links hold fewer records and no thread waits. The
 * main link's records begin at the same place in both layouts; the other links' do not, but without postcopy
 * they are empty.
 */
function project(state: State, into: State, { records }: Size): void {
  for (const link of links) {
    const room = link === mainLink ? records.main : 0;
    if (read(state, link.records) > room)
      throw new Error(`more records are on the ${link.name} link than it can hold`);
  }
  for (let index = 0; index < into.length; index++) into[index] = read(state, index);
  into[at.faultsLeft] = 0;
}
