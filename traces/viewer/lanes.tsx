/** The steps, one per row, with a lane for each thread and an arrow for each message. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Arrows } from './arrows.tsx';
import { LaneHeads } from './lane-heads.tsx';
import { layOutLanes } from './lane-layout.ts';
import type { RowTops } from './rows.ts';
import { rowOf } from './rows.ts';
import type { Run } from './run.ts';
import type { Selection } from './select-steps.ts';
import { StepLink } from './step-link.tsx';
import { reveal, useSeen, windowOf } from './use-window.ts';
import { nameOfStep, timeOf } from './words.ts';

export interface LanesProps {
  readonly run: Run;
  /** The shown steps, in order. */
  readonly rows: readonly number[];
  readonly step: number;
  readonly goTo: (step: number) => void;
  readonly followed: number | undefined;
  readonly selection: Selection;
  readonly change: (part: Partial<Selection>) => void;
}

/** In pixels, as in the style sheet. */
const HEAD_HEIGHT = 148;

export function Lanes(props: LanesProps): JSX.Element {
  const { run, rows, step, goTo, followed } = props;
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const { places, tops, isStacked } = useMemo(() => {
    const style = box.current === null ? undefined : getComputedStyle(box.current);
    return layOutLanes(run, rows, { width: seen.width, style });
  }, [run, rows, seen.width]);
  const { first, end } = windowOf(tops, seen);
  const row = rowOf(rows, step);
  useEffect(() => {
    reveal(box.current, tops, Math.max(0, Math.floor(row)), HEAD_HEIGHT);
    keepFocus(box.current);
  }, [row, tops]);
  return (
    <section class={isStacked ? 'lanes stacked' : 'lanes'} aria-label="Steps, one per row">
      <div
        class="scroll"
        ref={box}
        tabIndex={places.width > seen.width ? 0 : undefined}
        role="group"
        aria-label="Lanes"
        data-scrolls
      >
        <LaneHeads {...props} places={places} />
        <div class="rows" style={{ '--lanes': `${places.width}px`, '--seen': `${seen.width}px` }}>
          <ol style={{ height: tops.topOf(rows.length) }}>
            {rows.slice(first, end).map((shown, index) => (
              <li
                key={shown}
                class={rowClass(run, shown, followed)}
                style={placeOf(tops, first + index)}
                aria-setsize={rows.length}
                aria-posinset={first + index + 1}
              >
                <StepLink
                  step={shown}
                  goTo={goTo}
                  isCurrent={shown === step}
                  isSkipped={Math.max(0, Math.floor(row)) !== first + index}
                >
                  <StepText run={run} step={shown} />
                </StepLink>
              </li>
            ))}
            {!Number.isInteger(row) && (
              <li class="between" style={{ top: tops.topOf(Math.ceil(row)) }} aria-hidden="true" />
            )}
          </ol>
          <Arrows {...{ run, rows, tops, places, first, end, step, followed }} />
        </div>
      </div>
      {rows.length === 0 && <p class="empty">No step matches.</p>}
    </section>
  );
}

function placeOf(tops: RowTops, row: number): { readonly top: number; readonly height: number } {
  const top = tops.topOf(row);
  return { top, height: tops.topOf(row + 1) - top };
}

/** If the focus is in the list, moves it to the current step. */
function keepFocus(list: HTMLElement | null): void {
  if (list?.contains(document.activeElement) !== true || document.activeElement === list) return;
  list.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true });
}

function rowClass(run: Run, step: number, followed: number | undefined): string {
  const isFollowed = followed !== undefined && run.pagesOfStep[step]?.has(followed) === true;
  const isWrong = run.violation?.step === step;
  return `${run.steps[step - 1]?.action} ${isFollowed ? 'followed' : ''} ${isWrong ? 'wrong' : ''}`;
}

function StepText({ run, step }: { readonly run: Run; readonly step: number }): JSX.Element {
  const { thread = 0, text, label } = run.steps[step - 1] ?? {};
  const time = timeOf(run, step);
  return (
    <>
      <span class="number">{nameOfStep(run, step)}</span>
      <span class="words">
        {time !== undefined && <time>{time}</time>}
        {run.violation?.step === step && <em>{run.violation.property}</em>}
        <b>{run.threads[thread]?.name}</b> {text ?? <code>{label}</code>}
      </span>
    </>
  );
}
