/** The form in which a mechanism puts its events into words. */
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import type { Clause, Scene } from './wording.ts';
import { nameOfRange } from './wording.ts';

/** An event, and what is known of the run around it. */
export interface ToldEvent {
  readonly args: readonly [first: number, second: number, third: number];
  readonly scene: Scene;
}

/** @returns `undefined` if no story tells the event */
export type Says = (event: ToldEvent) => Clause | undefined;

export function control(text: string): Clause {
  return { action: 'control', text };
}

/** A clause about the page in the event's first argument. */
export function about(action: Clause['action'], { args: [page] }: ToldEvent, text: string): Clause {
  return { action, page, text };
}

/** The name of the page in the event's first argument. */
export function pageIn({ args: [page], scene }: ToldEvent): string {
  return nameOfPage(scene.layout, page);
}

/** The name of the range of pages that the event gives by its first page and its length. */
export function rangeIn({ args: [first, pages], scene }: ToldEvent): string {
  return nameOfRange(scene.layout, first, pages);
}

/** For an argument that says whether a page is all zeros. */
export function asZeros(isZero: number): string {
  return isZero === 1 ? ' as zeros' : '';
}
