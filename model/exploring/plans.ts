/**
 * For each head the actions that it does not forbid, and where these look in a row of up to three words.
 * Actions that look at the same places are looked up together.
 */
import type { Action } from '../action.ts';
import type { Invariant } from '../invariant.ts';
import type { Model } from '../machine.ts';
import type { Packing } from './packing.ts';
import type { Candidate, Situation } from './situations.ts';
import type { TouchMasks } from './touched.ts';
import { runsOfHostPages, touchedBy } from './touched.ts';

/** Looks that see as many bits or fewer have a table of their own. */
const FEW_BITS = 10;

export interface Plan {
  readonly looks: readonly Look[];
  readonly actions: readonly PlannedAction[];
  /** The indexes of the invariants' looks; `undefined` if these have to be evaluated for each state. */
  readonly checks: readonly number[] | undefined;
}

/** Some bits of a row, as masks of the two words that have numbers. */
export interface Look {
  /** Says for each content of the bits where the changes begin, plus one, if there are few bits. */
  readonly table: Int32Array | undefined;
  /** The place of the lowest bit. */
  readonly shift: number;
  /** Equal for looks after which the same is done; never 0. */
  readonly number: number;
  readonly one: number;
  readonly other: number;
  /** How many changes are remembered for each content of these bits. */
  slots: number;
}

export interface PlannedAction {
  readonly action: Action;
  readonly candidate: Candidate;
  /** Empty if the action looks at so much that it is performed each time. */
  readonly parts: readonly Part[];
}

/** A part of an action. */
export interface Part {
  /** The index of its look in the plan, and of its change among those of the look. */
  readonly look: number;
  readonly slot: number;
  /** Where it changes a row. */
  readonly ofOne: number;
  readonly ofOther: number;
}

export class Plans {
  private readonly model: Model;
  private readonly packing: Packing;
  /** By the number of the head. */
  private readonly plans: Plan[] = [];
  private numbered = 0;
  /** Looks that are the same for all heads. */
  private readonly ofAllHeads = new Map<string, Look>();

  constructor(model: Model, packing: Packing) {
    this.model = model;
    this.packing = packing;
  }

  of(head: number, situation: Situation): Plan {
    return (this.plans[head] ??= this.make(situation));
  }

  private make({ candidates, invariants }: Situation): Plan {
    const looks: Look[] = [];
    /** Those of `looks` that are only for this head. */
    const own: Look[] = [];
    const actions = candidates.map((candidate) => {
      const { action, places } = candidate;
      const { size } = this.model;
      const touched = places.includes('pages') ? [] : touchedBy(candidate, size, this.packing);
      const parts = touched.map((masks): Part => {
        const look = this.lookOf(action, masks, own);
        if (!looks.includes(look)) looks.push(look);
        const [ofOne, ofOther] = this.packing.both(masks.changes);
        return {
          look: looks.indexOf(look),
          slot: own.includes(look) ? look.slots++ : 0,
          ofOne,
          ofOther,
        };
      });
      return { action, candidate, parts };
    });
    const checks = this.checksOf(invariants);
    const first = looks.length;
    if (checks !== undefined) looks.push(...checks);
    return { looks, actions, checks: checks?.map((_, index) => first + index) };
  }

  private lookOf(action: Action, { looks, name }: TouchMasks, own: Look[]): Look {
    const [one, other] = this.packing.both(looks);
    if (name !== undefined) {
      const key = `${action} ${name}`;
      const known = this.ofAllHeads.get(key) ?? this.look(one, other, 1);
      this.ofAllHeads.set(key, known);
      return known;
    }
    const shared = own.find((look) => look.one === one && look.other === other);
    if (shared !== undefined) return shared;
    const look = this.look(one, other, 0);
    own.push(look);
    return look;
  }

  /** Without records, invariants that hold for each host page by itself are looked up in the same way. */
  private checksOf(invariants: readonly Invariant[]): readonly Look[] | undefined {
    const { size } = this.model;
    if (invariants.length === 0) return [];
    if (size.recordsMax > 0 || invariants.some(({ isByHostPage }) => !isByHostPage))
      return undefined;
    return runsOfHostPages(size, this.packing).map((mask) =>
      this.look(...this.packing.both(mask), 1),
    );
  }

  private look(one: number, other: number, slots: number): Look {
    const word = one === 0 ? other : one;
    const shift = Math.clz32(word & -word) ^ 31;
    const bits = 32 - Math.clz32(word) - shift;
    const isFew = (one === 0 || other === 0) && word !== 0 && bits <= FEW_BITS;
    const table = isFew ? new Int32Array(1 << bits) : undefined;
    return { number: ++this.numbered, table, shift, one, other, slots };
  }
}
