/** What a guard is: a named condition under which an action may happen. */
import type { LinkName } from './link-names.ts';
import type { Layout, State } from './state.ts';

export interface Guard {
  readonly name: string;
  /** What the state's head alone says of it: it holds, it does not, or `undefined`: it is open. */
  readonly ofHead: (state: State, page: number, size: Size) => boolean | undefined;
  /** Whether it holds; asked only where the head leaves it open. */
  readonly ofPages: PageCondition;
}

/** A guard that the head always settles. */
export function ofHead({ name, holds: head }: { name: string; holds: PageCondition }): Guard {
  return { name, ofHead: head, ofPages: head };
}

/** What the head says of a guard that only pages can settle. */
export const leftOpen = (): undefined => undefined;

export type PageCondition = (state: State, page: number, size: Size) => boolean;

export function holds(guard: Guard, state: State, page: number, size: Size): boolean {
  return guard.ofHead(state, page, size) ?? guard.ofPages(state, page, size);
}

/** What a guard needs to know of the configuration. */
export interface Size extends Layout {
  readonly pages: number;
  /** How many records each link has room for. */
  readonly records: Readonly<Record<LinkName, number>>;
  /** Where a state has the first record of each link, by the link's number. */
  readonly firstRecords: readonly number[];
  /** The numbers of those that have room for any. */
  readonly linksInUse: readonly number[];
  /** Whether pages can travel on another link than the main one. */
  readonly hasSideLinks: boolean;
  readonly splitReads: boolean;
  readonly readsAhead: boolean;
  /** By page. */
  readonly isDiscarded: readonly boolean[];
  /** The host page of each page. */
  readonly hostPageOf: readonly HostPage[];
}

/** Pages `[first, end)`: what the destination can forget and place only as a whole. */
export interface HostPage {
  readonly first: number;
  readonly end: number;
}
