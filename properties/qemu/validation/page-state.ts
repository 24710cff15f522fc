/** What is known of one page of a real migration at one moment: where it stands in the model, and what it holds. */
import type { State } from '../../../model/state.ts';
import type { PageContent } from '../../../traces/recording-file.ts';
import { describeContent } from './step.ts';

/** All that is known of a page at one moment. It is never changed. */
export interface PageState {
  readonly model: State;
  /** What the source's memory holds... */
  readonly content: PageContent;
  /** ...or held before a loop went on writing there. */
  readonly hasMovedOn: boolean;
  readonly isLooping: boolean;
  /** Written since the last sync. */
  readonly isLogged: boolean;
  /** To be sent, as the source's bitmap has it before the switch-over. */
  readonly isMarked: boolean;
  /** A record holds parts of two contents: the write that has torn it must come next. */
  readonly isTorn: boolean;
  /** What the guest has written on the destination. */
  readonly own: PageContent | undefined;
  /**
   * A write that no migration looks at any more: done while the guest was stopped for good, or never, or
   * on the destination, where the vCPU was in the middle of it when it arrived.
   */
  readonly late: PageContent | undefined;
}

/** What is known of the page if it holds this; nothing if it cannot. */
export function contentAs(
  state: PageState,
  content: PageContent,
): Pick<PageState, 'content' | 'hasMovedOn'> | undefined {
  const { hasMovedOn } = state;
  if (content === 'torn') return { content: state.content, hasMovedOn };
  if (!hasMovedOn) return content === state.content ? { content, hasMovedOn } : undefined;
  return roundsOf(content) > roundsOf(state.content) ? { content, hasMovedOn: false } : undefined;
}

/** A write that came too late to count may have been done before its page was read for the last time. */
export function contentAsLate(
  { late }: PageState,
  content: PageContent,
): Pick<PageState, 'content' | 'hasMovedOn' | 'late'> | undefined {
  if (late === undefined || content !== late) return undefined;
  return { content, hasMovedOn: false, late: undefined };
}

/** How far a loop had come, which only counts on; before it had begun it was nowhere. */
function roundsOf(content: PageContent): number {
  if (typeof content !== 'string' || !content.startsWith('loop ')) return -1;
  return Number(content.slice('loop '.length));
}

/** As `contentAs`, on the destination, where the guest has gone on. */
export function contentThere(
  state: PageState,
  content: PageContent,
): Partial<PageState> | undefined {
  const { own, late } = state;
  // Having been seen once, it has been done.
  if (late !== undefined && content === late) return { own: late, late: undefined };
  if (own !== undefined) return content === own ? {} : undefined;
  // A loop goes on there from where it was.
  const isFurther = state.isLooping && roundsOf(content) >= roundsOf(state.content);
  return isFurther && roundsOf(content) >= 0 ? {} : contentAs(state, content);
}

export function isZero({ content, hasMovedOn }: PageState): boolean {
  return content === 'zero' && !hasMovedOn;
}

/** Equal for states that nothing can tell apart. */
export function keyOf(state: PageState): string {
  const { model, content, own, late, hasMovedOn, isLooping, isLogged, isMarked, isTorn } = state;
  const bits = [hasMovedOn, isLooping, isLogged, isMarked, isTorn].map(Number).join('');
  return `${model.join()} ${content} ${own ?? ''} ${late ?? ''} ${bits}`;
}

/** What a record of the page would have to hold now. */
export function expectedContent({ content, hasMovedOn }: PageState): string {
  return hasMovedOn ? 'what the loop has written since' : describeContent(content);
}
