/** The steps, one a row, with a lane for each thread and arrows for what travels between the hosts. */
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { Arrows } from './arrows.tsx';
import { LaneHeads } from './lane-heads.tsx';
import { placeLanes } from './lane-places.ts';
import { ROW_HEIGHT, rowOf } from './rows.ts';
import type { Run } from './run.ts';
import type { Selection } from './select-steps.ts';
import { StepLink } from './step-link.tsx';
import { useWindow } from './use-window.ts';
import { nameOfStep } from './words.ts';

export interface LanesProps {
  readonly run: Run;
  /** Steps that are shown, in order. */
  readonly rows: readonly number[];
  readonly step: number;
  readonly goTo: (step: number) => void;
  readonly followed: number | undefined;
  readonly selection: Selection;
  readonly change: (part: Partial<Selection>) => void;
}

export function Lanes(props: LanesProps): JSX.Element {
  const { run, rows, step, goTo, followed } = props;
  const places = useMemo(() => placeLanes(run), [run]);
  const { box, first, end, reveal } = useWindow(rows.length, ROW_HEIGHT);
  const row = rowOf(rows, step);
  useEffect(() => {
    reveal(Math.floor(row));
    keepFocus(box.current);
  }, [row]);
  return (
    <section class="lanes" aria-label="Steps, one a row">
      <LaneHeads {...props} places={places} />
      <div class="scroll" ref={box}>
        <ol style={{ height: rows.length * ROW_HEIGHT, '--lanes': `${places.width}px` }}>
          {rows.slice(first, end).map((shown, index) => (
            <li
              key={shown}
              class={rowClass(run, shown, followed)}
              style={{ top: (first + index) * ROW_HEIGHT }}
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
            <li class="between" style={{ top: Math.ceil(row) * ROW_HEIGHT }} aria-hidden="true" />
          )}
        </ol>
        <Arrows {...{ run, rows, places, first, end, step, followed }} />
      </div>
      {rows.length === 0 && <p class="empty">No step is like that.</p>}
    </section>
  );
}

/** Whoever moves through the list by keys stays on the step that is shown. */
function keepFocus(list: HTMLElement | null): void {
  if (list?.contains(document.activeElement) !== true) return;
  list.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true });
}

function rowClass(run: Run, step: number, followed: number | undefined): string {
  const isFollowed = followed !== undefined && run.pagesOfStep[step]?.has(followed) === true;
  const isWrong = run.violation?.step === step;
  return `${run.steps[step - 1]?.action} ${isFollowed ? 'followed' : ''} ${isWrong ? 'wrong' : ''}`;
}

function StepText({ run, step }: { readonly run: Run; readonly step: number }): JSX.Element {
  const { thread = 0, text, label } = run.steps[step - 1] ?? {};
  return (
    <>
      <span class="number">{nameOfStep(run, step)}</span>
      <span class="words" title={text}>
        {run.violation?.step === step && <em>{run.violation.property}</em>}
        <b>{run.threads[thread]?.name}</b> {text ?? <code>{label}</code>}
      </span>
    </>
  );
}
