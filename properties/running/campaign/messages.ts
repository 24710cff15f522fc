/** The messages between a campaign and its workers. */
import type { Configuration } from '../../../model/configuration.ts';
import type { JudgedProperties } from '../../judging/lockstep/judged-properties.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import type { Lesson } from '../../searching/strategies/mix.ts';
import type { BatchResult, Order } from './batch.ts';
import type { Hunt, HuntOrder } from './hunt.ts';
import type { CampaignExecution } from './investigate.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly order: Order;
  /** The model configuration whose visited states and transitions the worker notes. */
  readonly coverage?: Configuration | undefined;
  /** The properties that may object in its batches; all if left out. */
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
      readonly place: CampaignExecution;
      /** Whether to shrink the finding. */
      readonly isShrunk: boolean;
    }
  | { readonly kind: 'hunt'; readonly hunt: HuntOrder };

export type FromWorker =
  | { readonly kind: 'batch'; readonly result: BatchResult }
  /** Sent for the violation as it was found, and then for the gravest one that it leads to. */
  | { readonly kind: 'found'; readonly finding: Finding }
  /** A smaller finding, from which shrinking continues. */
  | { readonly kind: 'shrinking'; readonly finding: Finding }
  | { readonly kind: 'shrunk'; readonly finding: Finding }
  | { readonly kind: 'hunted'; readonly hunt: Hunt };
