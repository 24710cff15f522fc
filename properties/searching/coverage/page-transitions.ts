/**
 * The part of the model's behaviour that runs have shown, page by page: each action of the model together
 * with the state in which it found one page. That is coarse enough to recur in other schedules and
 * scenarios, and fine enough to tell a page that is written while it is held from one that is written while
 * it is parked.
 */
import type { Action } from '../../../model/action.ts';
import { actionKinds, kindOf, nameOf, pageOf } from '../../../model/action.ts';
import type { Link } from '../../../model/link.ts';
import { links, mainLink } from '../../../model/link.ts';
import { WordSet } from '../../../model/exploring/word-set.ts';
import { isAboutPage } from '../../../model/mechanisms.ts';
import type { State } from '../../../model/state.ts';
import { at, CELL_BITS, phase, read, takeover } from '../../../model/state.ts';
import type { OracleMaker } from '../../judging/lockstep/oracle-context.ts';

export interface PageTransitions {
  /** To be added to the observers of a lockstep. */
  readonly observer: OracleMaker;
  /** How many transitions of the current scenario have been seen for the first time since the last call. */
  readonly takeNovelty: () => number;
}

// A key is two words. The first has the page's cell, the action's kind, the phase and the takeover.
const KIND_SHIFT = CELL_BITS;
const PHASE_SHIFT = KIND_SHIFT + 8;
const TAKEOVER_SHIFT = PHASE_SHIFT + 4;
const WORD_BITS = 32;
/** Bits in the second word for each link. */
const HAND_BITS = 2;

/** A scenario shows a few hundred transitions at most. */
const FIRST_SLOTS = 1 << 10;

export function pageTransitions(): PageTransitions {
  checkRoom();
  let seen = new WordSet(2, FIRST_SLOTS);
  const key = new Int32Array(2);
  let taken = 0;

  const see = (state: State, value: Action, page: number): void => {
    key[0] = situationOf(state, value, page);
    key[1] = handsOf(state, page);
    seen.add(key, 0);
  };

  return {
    observer: (context) => {
      context.followers.push((state, value, hasRefused) => {
        if (hasRefused) return;
        if (isAboutPage(nameOf(value))) return see(state, value, pageOf(value));
        for (let page = 0; page < context.layout.pages; page++) see(state, value, page);
      });
      return {
        retarget() {
          seen = new WordSet(2, FIRST_SLOTS);
          taken = 0;
        },
      };
    },
    takeNovelty() {
      const novelty = seen.count - taken;
      taken = seen.count;
      return novelty;
    },
  };
}

/** @throws Error if the model has more kinds, phases or links than a key has room for */
function checkRoom(): void {
  const fit = (values: object, bits: number): boolean => Object.keys(values).length <= 1 << bits;
  const isRoom =
    fit(actionKinds, PHASE_SHIFT - KIND_SHIFT) &&
    fit(phase, TAKEOVER_SHIFT - PHASE_SHIFT) &&
    fit(takeover, WORD_BITS - TAKEOVER_SHIFT) &&
    links.length * HAND_BITS <= WORD_BITS;
  if (!isRoom) throw new Error('a key has no room for all parts of a model state');
}

/** The first word: the page's cell, the action, the migration's phase, and the destination's takeover. */
function situationOf(state: State, value: Action, page: number): number {
  return (
    read(state, at.pages + page) |
    (kindOf(value) << KIND_SHIFT) |
    (read(state, at.phase) << PHASE_SHIFT) |
    (read(state, at.takeover) << TAKEOVER_SHIFT)
  );
}

/** The second word: for each link, whether it holds nothing, the page, half a copy of it, or another page. */
function handsOf(state: State, page: number): number {
  let hands = 0;
  for (const link of links) hands = (hands << HAND_BITS) | handOf(state, page, link);
  return hands;
}

function handOf(state: State, page: number, link: Link): number {
  const held = read(state, link.hand);
  if (held === 0) return 0;
  if (held !== page + 1) return 3;
  // Pages are read in halves for the main link only.
  return link === mainLink ? 1 + Math.min(1, read(state, at.firstHalf)) : 1;
}
