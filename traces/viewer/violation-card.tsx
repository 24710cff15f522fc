/** The violation: the property, the step, what is wrong and a hint. Its background is a separate section. */
import type { JSX, RefObject } from 'preact';
import type { ViolationView } from '../trace-view.ts';
import { ReplayLine } from './replay-line.tsx';
import type { Run } from './run.ts';
import { StepLink } from './step-link.tsx';
import { callStep } from './words.ts';

export interface ViolationCardProps {
  readonly run: Run;
  readonly violation: ViolationView;
  readonly goTo: (step: number) => void;
}

export function ViolationCard({ run, violation, goTo }: ViolationCardProps): JSX.Element {
  const { property, what, hint, also, step } = violation;
  return (
    <section class="violation" aria-label="The violation">
      <h2>
        {property}{' '}
        <StepLink step={step} goTo={goTo}>
          {callStep(run, step)}
        </StepLink>
      </h2>
      <p class="what">{what}</p>
      {also.length > 0 && <p class="hint">at the same step: {also.join(', ')}</p>}
      <p class="hint">hint: {hint}</p>
    </section>
  );
}

export interface BackgroundProps {
  readonly run: Run;
  readonly copyButton: RefObject<HTMLButtonElement>;
}

/** The violated property's claim, where the bug is documented, and the command that replays the run. */
export function Background({ run, copyButton }: BackgroundProps): JSX.Element {
  const { violation, reference, replay } = run;
  return (
    <section class="background" aria-label="Background">
      {violation && <p class="hint">{violation.claim}</p>}
      {reference !== undefined && <p class="hint">from: {reference}</p>}
      <ReplayLine line={replay} button={copyButton} />
    </section>
  );
}
