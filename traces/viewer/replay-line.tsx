/** The command line that replays the run, and a button that copies it. */
import type { JSX, RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { copyText } from './copy-text.ts';

export interface ReplayLineProps {
  readonly line: string;
  /** The copy button, which the shortcut presses. */
  readonly button: RefObject<HTMLButtonElement>;
}

/** Characters. A longer line contains the whole trace, and is left out in print. */
const TYPED_MAX = 300;
/** How long the result of copying is shown. */
const SAID_FOR_MS = 4000;

export function ReplayLine({ line, button }: ReplayLineProps): JSX.Element {
  const code = useRef<HTMLElement>(null);
  const timer = useRef<number | undefined>(undefined);
  const [said, say] = useState('');
  const copy = async (): Promise<void> => {
    if (code.current === null) return;
    const isCopied = await copyText(line, code.current);
    say(isCopied ? 'Copied' : 'Selected: copy it with Ctrl+C');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => say(''), SAID_FOR_MS);
  };
  return (
    <div class={line.length > TYPED_MAX ? 'replay whole-trace' : 'replay'}>
      <p class="hint">
        <span>to replay the run, type</span>
        <span role="status">{said}</span>
        <button
          type="button"
          ref={button}
          aria-keyshortcuts="c"
          title="Copy the command (c)"
          onClick={() => void copy()}
        >
          copy
        </button>
      </p>
      <code ref={code} tabIndex={0} role="group" aria-label="The command that replays it">
        {line}
      </code>
    </div>
  );
}
