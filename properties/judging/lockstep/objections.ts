/** Collects the objections to one step, and puts the gravest first. */
import type { JudgedProperties } from './judged-properties.ts';
import { isAmong } from './judged-properties.ts';
import type { PropertyId } from './property-id.ts';
import { propertyIds, rankOf } from './property-id.ts';

/** What was violated at one step. */
export interface Objection {
  readonly property: PropertyId;
  /** The page (dense index) that shows it, or `NO_PAGE`. */
  readonly page: number;
  readonly what: string;
  /** The name of the shared data that the objection is about, if any. */
  readonly about?: string;
}

export interface Objections {
  readonly add: (property: PropertyId, page: number, what: string, about?: string) => void;
  /** From now on, ignores objections of properties that are less grave than this one. */
  readonly keepUpTo: (property: PropertyId) => void;
  /** The objections since the last call, the gravest first; `undefined` if there are none. */
  readonly take: () => readonly Objection[] | undefined;
  /** Drops all objections, and accepts those of all properties again. */
  readonly restart: () => void;
}

/** @param judged - the properties that may object; objections of others are ignored */
export function collectObjections(judged: JudgedProperties): Objections {
  let rankMax = propertyIds.length;
  let found: Objection[] = [];
  return {
    add(property, page, what, about) {
      if (rankOf(property) > rankMax || !isAmong(property, judged)) return;
      found.push({ property, page, what, ...(about === undefined ? {} : { about }) });
    },
    keepUpTo(property) {
      rankMax = rankOf(property);
    },
    take() {
      if (found.length === 0) return undefined;
      const taken = found.toSorted((one, other) => rankOf(one.property) - rankOf(other.property));
      found = [];
      return taken;
    },
    restart() {
      rankMax = propertyIds.length;
      found = [];
    },
  };
}
