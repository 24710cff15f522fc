/** Which keys there are, and what the signs mean. */
import type { JSX, RefObject } from 'preact';

const KEYS: readonly (readonly [string, string])[] = [
  ['← → ↑ ↓', 'a step back or forward, among those shown'],
  ['Page Up, Page Down', 'ten steps'],
  ['Home, End', 'before the first step; the last one'],
  ['v', 'the violation'],
  ['p', 'only steps about the page that is followed'],
  ['e', 'every step, or only those that a story would tell'],
  ['/', 'search; Enter keeps what was found, Escape drops it'],
  ['t', 'dark or light'],
];

const ACTIONS: readonly (readonly [string, string])[] = [
  ['write', 'the guest writes: trap, store, log'],
  ['sync', 'a sync of the dirty bitmap: fetch, merge, park'],
  ['send', 'the source takes, reads and sends a page'],
  ['load', 'the destination receives, asks for or places a page'],
  ['read', 'the guest or its device state reads a page'],
  ['control', 'the migration or the guest as a whole'],
  ['other', 'everything else: locks, waiting'],
];

export function Help({ dialog }: { readonly dialog: RefObject<HTMLDialogElement> }): JSX.Element {
  return (
    <dialog ref={dialog} aria-label="Keys and signs">
      <form method="dialog">
        <h2>Keys</h2>
        <dl>
          {KEYS.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <h2>Steps</h2>
        <dl>
          {ACTIONS.map(([action, what]) => (
            <div key={action}>
              <dt class={`sign ${action}`}>{action}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <p class="legend">
          The address ends in the step that is shown: copy it to point somebody at that step. An
          arrow is a message; it ends in a cross where it was lost.
        </p>
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
