/** A guard: a named condition under which an action may happen. */
import type { LinkName } from './link-names.ts';
import type { Layout, State } from './state.ts';
import type { Place } from './touch.ts';

export interface Guard {
  readonly name: string;
  /** Decides the guard from the state's head alone; `undefined` if the head leaves it open. */
  readonly ofHead: (state: State, page: number, size: Size) => boolean | undefined;
  /** What `ofPages` looks at besides the head. */
  readonly looksAt: readonly Place[];
  /** Decides the guard; called only where the head leaves it open. */
  readonly ofPages: PageCondition;
}

/** A guard that depends on the state's head alone. */
export function ofHead({ name, holds: head }: { name: string; holds: PageCondition }): Guard {
  return { name, ofHead: head, looksAt: [], ofPages: head };
}

/** The `ofHead` of a guard that only pages can settle. */
export const leftOpen = (): undefined => undefined;

export type PageCondition = (state: State, page: number, size: Size) => boolean;

export function holds(guard: Guard, state: State, page: number, size: Size): boolean {
  return guard.ofHead(state, page, size) ?? guard.ofPages(state, page, size);
}

/** What a guard needs to know about the configuration. */
export interface Size extends Layout {
  /** How many records each link has room for. */
  readonly records: Readonly<Record<LinkName, number>>;
  /** Index in a state of each link's first record, by the link's number. */
  readonly firstRecords: readonly number[];
  /** The numbers of the links that have room for any records. */
  readonly linksInUse: readonly number[];
  /** Whether pages can travel on a link other than the main one. */
  readonly hasSideLinks: boolean;
  readonly splitReads: boolean;
  readonly readsAhead: boolean;
  /** Whether each page is discarded. */
  readonly isDiscarded: readonly boolean[];
  /** The host page of each page. */
  readonly hostPageOf: readonly HostPage[];
}

/** Pages `[first, end)`, which the destination can forget and place only as a whole. */
export interface HostPage {
  readonly first: number;
  readonly end: number;
}
