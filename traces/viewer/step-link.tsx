/** A link to a step: it can be copied, and it does not make the browser jump. */
import type { ComponentChildren, JSX } from 'preact';
import { addressOf } from './use-step.ts';

export interface StepLinkProps {
  readonly step: number;
  readonly goTo: (step: number) => void;
  readonly isCurrent?: boolean;
  /** One comes to it by other keys than Tab. */
  readonly isSkipped?: boolean;
  readonly children: ComponentChildren;
}

export function StepLink(props: StepLinkProps): JSX.Element {
  const { step, goTo, isCurrent = false, isSkipped = false, children } = props;
  return (
    <a
      href={addressOf(step)}
      tabIndex={isSkipped ? -1 : undefined}
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
