/** The help dialog: the keys, and what the colours of the steps mean. */
import type { JSX, RefObject } from 'preact';
import { shortcuts } from './keys.ts';

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
    <dialog ref={dialog} aria-label="Keys and colours">
      <form method="dialog">
        <h2>Keys</h2>
        <dl>
          {Object.values(shortcuts).map(({ signs, what }) => (
            <div key={what}>
              <dt>
                {signs.map((sign) => (
                  <kbd key={sign}>{sign}</kbd>
                ))}
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
          The page address names the current step: copy it to send someone a link to that step. An
          arrow is a message; a lost message ends in a cross. In a run of real QEMU, a dot on an
          arrow is what the harness saw pass.
        </p>
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
