/** What a guard is: a named condition under which an action may happen. */
import type { ActionKind } from './action.ts';
import type { State } from './state.ts';

export interface Guard {
  readonly name: string;
  /** Which part of the state it depends on, besides the page that the action is about. */
  readonly looksAt: 'head' | 'pages';
  readonly holds: (state: State, page: number, size: Size) => boolean;
}

/** What a guard needs to know of the configuration. */
export interface Size {
  readonly pages: number;
  readonly recordsMax: number;
  readonly splitReads: boolean;
  /** The host page of each page. */
  readonly hostPageOf: readonly HostPage[];
}

/** Pages `[first, end)`: what the destination can forget and place only as a whole. */
export interface HostPage {
  readonly first: number;
  readonly end: number;
}

/** Waiting and placing are for whole host pages, named by their first page. */
export function isForPage(kind: ActionKind, page: number, { hostPageOf }: Size): boolean {
  const isForHostPage = kind === 'owe-more' || kind === 'wait' || kind === 'place';
  return !isForHostPage || hostPageOf[page]?.first === page;
}
