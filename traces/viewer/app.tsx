/** The whole page. Holds its state: the current step, the followed page and the filters. */
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { Accounts } from './accounts.tsx';
import { Facts } from './facts.tsx';
import { Help } from './help.tsx';
import { Lanes } from './lanes.tsx';
import type { Run } from './run.ts';
import { rowOf } from './rows.ts';
import { Scrubber } from './scrubber.tsx';
import { StateTable } from './state-table.tsx';
import { StepDetail } from './step-detail.tsx';
import { useTheme } from './theme.ts';
import { makeTimeline } from './timeline.ts';
import { Toolbar } from './toolbar.tsx';
import { useKeys } from './use-keys.ts';
import { useSelection } from './use-selection.ts';
import { useStep } from './use-step.ts';
import { Background, ViolationCard } from './violation-card.tsx';
import { callStep, describeStep } from './words.ts';

/** Steps that Page Up and Page Down move by. */
const LEAP = 10;

export function App({ run }: { readonly run: Run }): JSX.Element {
  const { violation } = run;
  const [step, goTo] = useStep(run);
  const [theme, toggleTheme] = useTheme();
  const selecting = useSelection(run);
  const { selection, change, rows, followed, followPage, toggleOnlyPage } = selecting;
  const timeline = useMemo(() => makeTimeline(run), [run]);
  const search = useRef<HTMLInputElement>(null);
  const copyButton = useRef<HTMLButtonElement>(null);
  const help = useRef<HTMLDialogElement>(null);

  /** @param by - number of shown steps; negative moves back */
  const move = (by: number): void => goTo(neighbour(rows, step, by));
  const toViolation = (): void => goTo(violation?.step ?? run.steps.length);

  useKeys({
    forward: () => move(1),
    back: () => move(-1),
    farForward: () => move(LEAP),
    farBack: () => move(-LEAP),
    toStart: () => goTo(0),
    toEnd: () => goTo(run.steps.length),
    toViolation,
    onlyPage: toggleOnlyPage,
    everyStep: () => change({ isEveryStep: !selection.isEveryStep }),
    search: () => search.current?.focus(),
    copy: () => copyButton.current?.click(),
    theme: toggleTheme,
    help: () => help.current?.showModal(),
  });

  timeline.goTo(step);
  const { cells } = timeline;
  const was = timeline.changedIn(step);
  const shown = { run, step, goTo, followed, follow: followPage, cells, was };
  return (
    <>
      <Toolbar
        {...selecting}
        {...{ run, theme, toggleTheme, search }}
        showHelp={() => help.current?.showModal()}
      />
      <main>
        <aside class="account" aria-label="What happened">
          {violation && <ViolationCard run={run} violation={violation} goTo={goTo} />}
          <Accounts {...shown} />
          <Background run={run} copyButton={copyButton} />
        </aside>
        <Lanes {...shown} rows={rows} selection={selection} change={change} />
        <aside class="state" aria-label="State after the step">
          <Facts {...shown} />
          <StateTable {...shown} />
          <StepDetail {...shown} />
        </aside>
      </main>
      <Scrubber {...shown} {...{ rows, theme, move, toViolation }} />
      <Help dialog={help} />
      <p class="unseen" role="status" aria-live="polite">
        {callStep(run, step)}, {describeStep(run, step)}
        {violation?.step === step && `. Violated: ${violation.property}`}
      </p>
    </>
  );
}

/** The step `by` shown steps away from `step`. Before the first shown step comes step 0. */
function neighbour(rows: readonly number[], step: number, by: number): number {
  const row = rowOf(rows, step);
  const target = (by > 0 ? Math.floor(row) : Math.ceil(row)) + by;
  if (target < 0) return 0;
  return rows[Math.min(target, rows.length - 1)] ?? step;
}
