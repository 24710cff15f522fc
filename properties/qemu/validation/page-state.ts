/** What is known of one page of a real migration at one moment: its state in the model, and its content. */
import type { State } from '../../../model/state.ts';
import type { PageContent } from '../../../traces/recording-file.ts';
import { describeContent } from './step.ts';

/** All that is known of a page at one moment. Immutable. */
export interface PageState {
  readonly model: State;
  /** The content of the source's memory or, with `hasMovedOn`, its last known content. */
  readonly content: PageContent;
  /** A loop has written more since `content`. */
  readonly hasMovedOn: boolean;
  readonly isLooping: boolean;
  /** Written since the last sync. */
  readonly isLogged: boolean;
  /** To be sent, according to the source's dirty bitmap before the switch-over. */
  readonly isMarked: boolean;
  /** A record holds parts of two contents: the write that tore it must come next. */
  readonly isTorn: boolean;
  /** What the guest wrote on the destination. */
  readonly own: PageContent | undefined;
  /**
   * A write that came too late for the migration: it was done after the final stop, or never, or on the
   * destination, where the vCPU arrived in the middle of it.
   */
  readonly late: PageContent | undefined;
}

/** @returns the page with this content; undefined if it cannot have this content */
export function contentAs(
  state: PageState,
  content: PageContent,
): Pick<PageState, 'content' | 'hasMovedOn'> | undefined {
  const { hasMovedOn } = state;
  if (content === 'torn') return { content: state.content, hasMovedOn };
  if (!hasMovedOn) return content === state.content ? { content, hasMovedOn } : undefined;
  return roundsOf(content) > roundsOf(state.content) ? { content, hasMovedOn: false } : undefined;
}

/** A write that came too late to count may have been done before the last read of its page. */
export function contentAsLate(
  { late }: PageState,
  content: PageContent,
): Pick<PageState, 'content' | 'hasMovedOn' | 'late'> | undefined {
  if (late === undefined || content !== late) return undefined;
  return { content, hasMovedOn: false, late: undefined };
}

/** How far a loop has come: its counter only grows; -1 before it has begun. */
function roundsOf(content: PageContent): number {
  if (typeof content !== 'string' || !content.startsWith('loop ')) return -1;
  return Number(content.slice('loop '.length));
}

/** Like `contentAs`, on the destination, where the guest has gone on. */
export function contentThere(
  state: PageState,
  content: PageContent,
): Partial<PageState> | undefined {
  const { own, late } = state;
  // The late write was seen, so it has been done.
  if (late !== undefined && content === late) return { own: late, late: undefined };
  if (own !== undefined) return content === own ? {} : undefined;
  // On the destination, a loop continues from where it was.
  const isFurther = state.isLooping && roundsOf(content) >= roundsOf(state.content);
  return isFurther && roundsOf(content) >= 0 ? {} : contentAs(state, content);
}

export function isZero({ content, hasMovedOn }: PageState): boolean {
  return content === 'zero' && !hasMovedOn;
}

/** A text that is the same for states that cannot be told apart. */
export function keyOf(state: PageState): string {
  const { model, content, own, late, hasMovedOn, isLooping, isLogged, isMarked, isTorn } = state;
  const bits = [hasMovedOn, isLooping, isLogged, isMarked, isTorn].map(Number).join('');
  return `${model.join()} ${content} ${own ?? ''} ${late ?? ''} ${bits}`;
}

/** What a record of the page would have to hold now, in words. */
export function expectedContent({ content, hasMovedOn }: PageState): string {
  return hasMovedOn ? 'what the loop has written since' : describeContent(content);
}
