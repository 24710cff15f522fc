/** What an event of a run means in a reader's words: the form in which a mechanism says it. */
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import type { Clause, Scene } from './wording.ts';
import { nameOfRange } from './wording.ts';

/** An event, and what is known of the run around it. */
export interface ToldEvent {
  readonly args: readonly [first: number, second: number, third: number];
  readonly scene: Scene;
}

/** @returns `undefined` where no story tells it */
export type Says = (event: ToldEvent) => Clause | undefined;

export function control(text: string): Clause {
  return { action: 'control', text };
}

/** About the page that the event names first. */
export function about(action: Clause['action'], { args: [page] }: ToldEvent, text: string): Clause {
  return { action, page, text };
}

/** The name of the page that the event names first. */
export function pageIn({ args: [page], scene }: ToldEvent): string {
  return nameOfPage(scene.layout, page);
}

/** The name of the pages that it names, by the first of them and how many. */
export function rangeIn({ args: [first, pages], scene }: ToldEvent): string {
  return nameOfRange(scene.layout, first, pages);
}

/** Where an event says whether what it is about is zeros. */
export function asZeros(isZero: number): string {
  return isZero === 1 ? ' as zeros' : '';
}
