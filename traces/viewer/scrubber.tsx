/** The footer: buttons and a slider to move through all steps, over a picture of the whole run. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Run } from './run.ts';
import type { Theme } from './theme.ts';
import { callStep, describeStep, nameOfStep } from './words.ts';

export interface ScrubberProps {
  readonly run: Run;
  readonly step: number;
  readonly goTo: (step: number) => void;
  readonly followed: number | undefined;
  readonly theme: Theme;
  readonly move: (by: number) => void;
  readonly toViolation: () => void;
}

export function Scrubber(props: ScrubberProps): JSX.Element {
  const { run, step, goTo, move, toViolation } = props;
  const last = run.steps.length;
  return (
    <footer>
      <nav aria-label="Steps">
        <Button label="First step" sign="⇤" keyName="Home" act={() => goTo(0)} />
        <Button label="Step back" sign="←" keyName="ArrowLeft" act={() => move(-1)} />
        <Button label="Step forward" sign="→" keyName="ArrowRight" act={() => move(1)} />
        <Button label="Last step" sign="⇥" keyName="End" act={() => goTo(last)} />
      </nav>
      <div class="track">
        <RunPicture {...props} />
        <input
          type="range"
          min={0}
          max={last}
          value={step}
          aria-label="Step"
          aria-valuetext={`${callStep(run, step)} of ${last}, ${describeStep(run, step)}`}
          onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
        />
      </div>
      <span class="count" aria-hidden="true">
        {nameOfStep(run, step)} / {last}
      </span>
      {run.violation && (
        <button type="button" class="violated" aria-keyshortcuts="v" onClick={toViolation}>
          violation
        </button>
      )}
    </footer>
  );
}

interface ButtonProps {
  readonly label: string;
  readonly sign: string;
  readonly keyName: string;
  readonly act: () => void;
}

function Button({ label, sign, keyName, act }: ButtonProps): JSX.Element {
  const title = `${label} (${keyName})`;
  return (
    <button
      type="button"
      class="plain"
      aria-label={label}
      aria-keyshortcuts={keyName}
      title={title}
      onClick={act}
    >
      {sign}
    </button>
  );
}

/** A bar for each step, in the colour of its action. Steps about the followed page stand out. */
function RunPicture({ run, followed, theme }: ScrubberProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => drawRun(element, run, followed));
    observer.observe(element);
    drawRun(element, run, followed);
    return () => observer.disconnect();
  }, [run, followed, theme]);
  return <canvas ref={canvas} aria-hidden="true" />;
}

function drawRun(canvas: HTMLCanvasElement, run: Run, followed: number | undefined): void {
  const { clientWidth, clientHeight } = canvas;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const scale = devicePixelRatio;
  canvas.width = clientWidth * scale;
  canvas.height = clientHeight * scale;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const width = clientWidth / run.steps.length;
  run.steps.forEach(({ action }, index) => {
    const step = index + 1;
    const isFollowed = followed !== undefined && run.pagesOfStep[step]?.has(followed) === true;
    const isWrong = run.violation?.step === step;
    context.fillStyle = style.getPropertyValue(isWrong ? '--wrong' : `--${action}`);
    context.globalAlpha = isWrong || isFollowed ? 1 : 0.35;
    const height = isWrong ? 1 : isFollowed ? 0.8 : action === 'other' ? 0.2 : 0.45;
    const barWidth = Math.max(isWrong ? 2 : 0.5, width - (width > 4 ? 1 : 0));
    context.fillRect(index * width, clientHeight * (1 - height), barWidth, clientHeight * height);
  });
}
