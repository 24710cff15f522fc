/**
 * Which of a configuration's states and transitions runs have visited. The judge's model follows
 * the engine; its states are those of the configuration but for what the configuration does not
 * bound. A state that the configuration cannot reach would mean that the two descriptions of one
 * machine disagree: that is a bug of the harness.
 */
import type { Action } from '../../../model/action.ts';
import { actionKind, kindOf } from '../../../model/action.ts';
import type { Size } from '../../../model/guard.ts';
import { links, mainLink } from '../../../model/link.ts';
import { makeModel, step } from '../../../model/machine.ts';
import type { State } from '../../../model/state.ts';
import { at, blankState, phase, read } from '../../../model/state.ts';
import { describeAction } from '../../judging/lockstep/action-words.ts';
import type { OracleMaker } from '../../judging/lockstep/court.ts';
import type { Reachable } from './reachable.ts';
import { UNREACHABLE } from './reachable.ts';

export interface Visits {
  /** To be put among the observers of a bench of one of the configuration's scenarios. */
  readonly observer: OracleMaker;
  /**
   * What has been visited for the first time since this was last asked: numbers of states, and of
   * transitions counted on from them.
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

/** The configurations end where the guest runs on the destination; a run goes on. */
function isBeyond(state: State, value: Action): boolean {
  return read(state, at.phase) === phase.landed || kindOf(value) === actionKind['own-write'];
}

/**
 * The same state in the configuration's layout: its links hold fewer records, nobody waits. The main
 * link's records begin in one place in both; the others' do not, but without postcopy carry nothing.
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
