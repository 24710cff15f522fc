/** A link to a step: it can be copied, and it does not make the browser jump. */
import type { ComponentChildren, JSX } from 'preact';
import { addressOf } from './use-step.ts';

export interface StepLinkProps {
  readonly step: number;
  readonly goTo: (step: number) => void;
  readonly isCurrent?: boolean;
  readonly children: ComponentChildren;
}

export function StepLink({ step, goTo, isCurrent = false, children }: StepLinkProps): JSX.Element {
  return (
    <a
      href={addressOf(step)}
      aria-current={isCurrent ? 'step' : undefined}
      onClick={(event) => {
        // Whoever wants another tab gets it.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        goTo(step);
      }}
    >
      {children}
    </a>
  );
}
