/**
 * What of the model's behaviour runs have shown, page by page: each action of the model together
 * with what it found one page in. That is coarse enough to be shown again by other schedules and in
 * other scenarios, and fine enough to tell a page that is written while it is held from one that is
 * written while it is parked.
 */
import type { Action } from '../../../model/action.ts';
import { actionKinds, kindOf, nameOf, pageOf } from '../../../model/action.ts';
import { isAboutPage } from '../../../model/mechanisms.ts';
import type { State } from '../../../model/state.ts';
import { at, read } from '../../../model/state.ts';
import type { OracleMaker } from '../../judging/lockstep/court.ts';

export interface PageTransitions {
  /** To be put among the observers of a bench. */
  readonly observer: OracleMaker;
  /** How many have been seen for the first time in the scenario at hand since this was last asked. */
  readonly takeNovelty: () => number;
}

const KIND_BITS = 6;
const CELL_BITS = 8;
const PHASE_BITS = 4;
const HAND_BITS = 2;
const TAKEOVER_BITS = 2;
const BITS = KIND_BITS + CELL_BITS + PHASE_BITS + HAND_BITS + TAKEOVER_BITS;

export function pageTransitions(): PageTransitions {
  if (actionKinds.length > 1 << KIND_BITS) throw new Error('more kinds of action than have room');
  const seen = new Uint32Array((1 << BITS) >> 5);
  /** The words of it that are not zero: few, of many. */
  const marked: number[] = [];
  let novelty = 0;

  const see = (state: State, value: Action, page: number): void => {
    const key = keyOf(state, value, page);
    const word = key >> 5;
    const bit = 1 << (key & 31);
    if (((seen[word] as number) & bit) !== 0) return;
    if (seen[word] === 0) marked.push(word);
    seen[word] = (seen[word] as number) | bit;
    novelty++;
  };

  return {
    observer: (court) => {
      court.followers.push((state, value, hasRefused) => {
        if (hasRefused) return;
        if (isAboutPage(nameOf(value))) return see(state, value, pageOf(value));
        for (let page = 0; page < court.layout.pages; page++) see(state, value, page);
      });
      return {
        retarget() {
          for (const word of marked) seen[word] = 0;
          marked.length = 0;
          novelty = 0;
        },
      };
    },
    takeNovelty() {
      const taken = novelty;
      novelty = 0;
      return taken;
    },
  };
}

/** Action, the page's cell, what the migration is doing, who holds what: one number of `BITS` bits. */
function keyOf(state: State, value: Action, page: number): number {
  const held = read(state, at.hand);
  const hand = held === 0 ? 0 : held === page + 1 ? 1 + Math.min(1, read(state, at.firstHalf)) : 3;
  let key = kindOf(value);
  key = (key << CELL_BITS) | (read(state, at.pages + page) & ((1 << CELL_BITS) - 1));
  key = (key << PHASE_BITS) | read(state, at.phase);
  key = (key << HAND_BITS) | hand;
  return (key << TAKEOVER_BITS) | read(state, at.takeover);
}
