/**
 * What is known of one page of a recording, as steps: things that have happened, each in a stretch of
 * time, in the order of the thread that did them. Between threads only time and cause decide.
 */
import type { ActionKind } from '../../../model/action.ts';
import type { PageContent } from '../../../traces/recording-file.ts';

/** What happened, as far as one page is concerned. */
export type Deed =
  /** An action of the model. */
  | { readonly kind: 'action'; readonly action: ActionKind }
  /** A guest's write on the source: a device's is logged by an action of its own. */
  | {
      readonly kind: 'write';
      readonly content: PageContent;
      readonly isDevice: boolean;
      /** It may have come too late to count. */
      readonly isAmbiguous: boolean;
    }
  /** From here to its end a loop writes the page as often as it likes. */
  | { readonly kind: 'loop'; readonly isEnd: boolean }
  /** What was taken before is sent. */
  | { readonly kind: 'send'; readonly content: PageContent; readonly isUrgent: boolean }
  /** The destination is told what will be sent again: this page, or not this one. */
  | { readonly kind: 'owe'; readonly isDiscarded: boolean }
  /** The guest on the destination. */
  | { readonly kind: 'own-write' | 'own-read'; readonly content: PageContent }
  /** The source runs again after a migration that is over: whatever comes next is another one. */
  | { readonly kind: 'afresh' }
  /** Memory, when all was over. */
  | {
      readonly kind: 'found';
      readonly host: 'source' | 'destination';
      readonly content: PageContent;
    };

export interface Step {
  readonly deed: Deed;
  /** Whose it is: steps of one thread have happened in their order. */
  readonly thread: string;
  /** In microseconds: not before the first, and by the second. */
  readonly from: number;
  readonly to: number;
  /** Where in the recording this can be seen, like `wire 0 item 312`. */
  readonly where: string;
  /** Another thread's step that has caused this one. */
  readonly cause?: Step | undefined;
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
      return 'the source goes on after the migration';
    case 'found':
      return `${describeContent(deed.content)} found on the ${deed.host}`;
  }
}

export function describeContent(content: PageContent): string {
  if (/^\d/.test(String(content))) return `version ${content}`;
  return content === 'zero' ? 'zeros' : String(content);
}
