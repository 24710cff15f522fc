/**
 * What a recording says of one page, as steps: each happened in a stretch of time, in the order of its
 * thread. Steps of different threads are ordered only by time and cause.
 */
import type { ActionKind } from '../../../model/action.ts';
import type { PageContent } from '../../../traces/recording-file.ts';

/** What happened, as far as one page is concerned. */
export type Deed =
  /** An action of the model. */
  | { readonly kind: 'action'; readonly action: ActionKind }
  /** A guest's write on the source; the logging of a device's write is an action of its own. */
  | {
      readonly kind: 'write';
      readonly content: PageContent;
      readonly isDevice: boolean;
      /** The write may have come too late to count. */
      readonly isAmbiguous: boolean;
    }
  /** Between its begin and its end, a loop may write the page any number of times. */
  | { readonly kind: 'loop'; readonly isEnd: boolean }
  /** The page was taken, read and sent. */
  | { readonly kind: 'send'; readonly content: PageContent; readonly isUrgent: boolean }
  /** The destination is told whether this page will be sent again. */
  | { readonly kind: 'owe'; readonly isDiscarded: boolean }
  /** A write or read of the guest on the destination. */
  | { readonly kind: 'own-write' | 'own-read'; readonly content: PageContent }
  /** The source runs again after a finished migration: what follows belongs to another migration. */
  | { readonly kind: 'afresh' }
  /** The content of memory at the end. */
  | {
      readonly kind: 'found';
      readonly host: 'source' | 'destination';
      readonly content: PageContent;
    };

export interface ObservedStep {
  readonly deed: Deed;
  /** The thread of the step: steps of one thread happened in their order. */
  readonly thread: string;
  /** Microseconds: the step happened not before `from`, and was over by `to`. */
  readonly from: number;
  readonly to: number;
  /** Where in the recording the step is seen, like `wire 0 item 312`. */
  readonly where: string;
  /** The step of another thread that caused this one. */
  readonly cause?: ObservedStep | undefined;
}

/** The step in words. */
export function describeDeed(deed: Deed): string {
  switch (deed.kind) {
    case 'action':
      return deed.action;
    case 'write':
      return `${deed.isDevice ? 'device ' : ''}write of ${describeContent(deed.content)}`;
    case 'loop':
      return deed.isEnd ? 'end of a loop of writes' : 'a loop of writes';
    case 'send':
      return `${deed.isUrgent ? 'urgent ' : ''}record of ${describeContent(deed.content)}`;
    case 'owe':
      return deed.isDiscarded ? 'it will be sent again' : 'it will not be sent again';
    case 'own-write':
      return `write of ${describeContent(deed.content)} on the destination`;
    case 'own-read':
      return `read of ${describeContent(deed.content)} on the destination`;
    case 'afresh':
      return 'the source resumes after the migration';
    case 'found':
      return `${describeContent(deed.content)} found on the ${deed.host}`;
  }
}

export function describeContent(content: PageContent): string {
  if (/^\d/.test(String(content))) return `version ${content}`;
  return content === 'zero' ? 'zeros' : String(content);
}
