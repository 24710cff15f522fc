/** Collects what is objected to at one step, and puts the gravest first. */
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
  /** What is shared between threads, by name, if it is about that. */
  readonly about?: string;
}

export interface Objections {
  readonly add: (property: PropertyId, page: number, what: string, about?: string) => void;
  /** From now on, lesser properties than this one are not objected to. */
  readonly keepUpTo: (property: PropertyId) => void;
  /** What has been objected to since the last call, the gravest first; `undefined` if nothing. */
  readonly take: () => readonly Objection[] | undefined;
  /** Nothing has been objected to, and everything is. */
  readonly restart: () => void;
}

/** @param judged - what others object to is passed over */
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
