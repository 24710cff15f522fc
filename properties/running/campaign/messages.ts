/** What a campaign and its workers say to one another. */
import type { Configuration } from '../../../model/configuration.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { Lesson } from '../../searching/strategies/mix.ts';
import type { BatchResult, Order } from './batch.ts';
import type { Hunt, HuntOrder } from './hunt.ts';
import type { Place } from './investigate.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly order: Order;
  /** The configuration of which it is to note what is visited. */
  readonly coverage?: Configuration | undefined;
  /** Who may object in its batches; all, if left out. */
  readonly judged?: JudgedProperties | undefined;
}

export type ToWorker =
  | {
      readonly kind: 'batch';
      readonly number: number;
      readonly executionsMax: number;
      readonly told: Lesson;
    }
  | {
      readonly kind: 'investigate';
      readonly place: Place;
      /** Otherwise it is left as it was found. */
      readonly isShrunk: boolean;
    }
  | { readonly kind: 'hunt'; readonly hunt: HuntOrder };

export type FromWorker =
  | { readonly kind: 'batch'; readonly result: BatchResult }
  /** As it was found, before anything was made of it; then the gravest that it leads to. */
  | { readonly kind: 'found'; readonly finding: Finding }
  /** A step on the way to a smaller one. */
  | { readonly kind: 'shrinking'; readonly finding: Finding }
  | { readonly kind: 'shrunk'; readonly finding: Finding }
  | { readonly kind: 'hunted'; readonly hunt: Hunt };
