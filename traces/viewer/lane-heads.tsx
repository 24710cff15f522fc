/** The names of the lanes. Each is a button that shows or hides its thread's steps. */
import type { JSX } from 'preact';
import type { LanePlaces } from './lane-places.ts';
import type { Run } from './run.ts';
import type { Selection } from './select-steps.ts';

export interface LaneHeadsProps {
  readonly run: Run;
  readonly places: LanePlaces;
  readonly selection: Selection;
  readonly change: (part: Partial<Selection>) => void;
}

export function LaneHeads({ run, places, selection, change }: LaneHeadsProps): JSX.Element {
  const { hiddenThreads } = selection;
  const toggle = (thread: number): void => {
    const hidden = new Set(hiddenThreads);
    if (!hidden.delete(thread)) hidden.add(thread);
    change({ hiddenThreads: hidden });
  };
  return (
    <div class="heads" role="group" aria-label="Threads shown">
      <div class="lanes-width" style={{ width: places.width }}>
        {places.spans.map(({ place, from, to }) => (
          <span key={place} class={`span ${place}`} style={{ left: from, width: to - from }}>
            {place === 'outside' || place === 'wire' ? <span class="unseen">{place}</span> : place}
          </span>
        ))}
        {places.threads.map((thread) => (
          <button
            key={thread}
            type="button"
            class="head"
            style={{ left: places.middleOf.get(thread) }}
            aria-pressed={!hiddenThreads.has(thread)}
            title="Show or hide this thread's steps"
            onClick={() => toggle(thread)}
          >
            {shortName(run, thread)}
          </button>
        ))}
      </div>
    </div>
  );
}

/** The thread's name without its host, which the place of the lane already shows. */
function shortName({ threads }: Run, thread: number): string {
  return threads[thread]?.name.replace(/^(source|destination) | on destination$/g, '') ?? '';
}
