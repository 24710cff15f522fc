/**
 * What was observed at one moment of a run of real QEMU, in the form in which the page shows it. Log, wire,
 * monitors and guest are each turned into moments, which are then put in order.
 */
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { HostName, PageContent } from '../../../traces/recording-file.ts';
import type { ActionView } from '../../../traces/trace-view.ts';

export const lanes = [
  'operator',
  'judge',
  'source monitor',
  'source vCPU',
  'source device',
  'source log',
  'main channel',
  'preempt channel',
  'return path',
  'destination log',
  'destination device',
  'destination vCPU',
  'destination monitor',
] as const;
export type Lane = (typeof lanes)[number];

export interface Moment {
  /** In microseconds from the beginning of the recording. */
  readonly at: number;
  /** The recording only has the order, so the time is a guess. */
  readonly isGuessed?: boolean;
  readonly lane: Lane;
  readonly action: ActionView;
  /** Absent if a reader need not know. */
  readonly text?: string;
  readonly label: string;
  /** The thread of QEMU that logged it, if the log says so. */
  readonly thread?: string;
  readonly announced?: readonly Announced[];
  /** First page and number of pages of each range that it is about, where no tracepoint says so. */
  readonly about?: readonly (readonly [first: number, pages: number])[];
  readonly effects?: readonly Effect[];
  /** Where it is in the recording, in the words of validation. */
  readonly wheres: readonly string[];
  /** If it may share a step with others of its lane: what it is, like `place`. */
  readonly bulk?: Bulk;
}

export interface Bulk {
  /** Moments of different kinds in one lane never share a step. */
  readonly kind: 'carry' | 'place' | 'place as zeros' | 'find';
  /** What is counted: the page, or a word like `section`. */
  readonly of: number | string;
}

/** A tracepoint of the project's own engine that corresponds to what was observed. */
export interface Announced {
  readonly name: TracepointName;
  readonly args: readonly number[];
}

/** What it changed, as far as that is known. */
export type Effect =
  | { readonly kind: 'fact'; readonly fact: FactName; readonly value: string }
  | {
      readonly kind: 'content';
      readonly page: number;
      readonly cell: ContentCell;
      readonly content: ShownContent;
    }
  /** The newest copy of the page reaches the destination's memory. */
  | { readonly kind: 'arrives'; readonly page: number }
  | { readonly kind: 'requested'; readonly page: number };

export const factNames = [
  'migration on source',
  'migration on destination',
  'guest on source',
  'guest on destination',
] as const;
export type FactName = (typeof factNames)[number];

export type ContentCell = 'source' | 'newest' | 'destination';
export type ShownContent = PageContent | 'missing' | 'unknown';

/** What a story says of a tracepoint; `undefined` if nothing. */
export type Say = (announced: Announced) => string | undefined;

export function fact(about: 'migration' | 'guest', host: HostName, value: string): Effect {
  return { kind: 'fact', fact: `${about} on ${host}`, value };
}
