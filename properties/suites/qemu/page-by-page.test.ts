/** Validating recordings page by page loses nothing except rules about the order of a channel. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActionKind } from '../../../model/action.ts';
import { action, actionKind, actionKinds } from '../../../model/action.ts';
import type { Configuration } from '../../../model/configuration.ts';
import { UNLIMITED } from '../../../model/configuration.ts';
import { apply, initialState, makeModel, refusal } from '../../../model/machine.ts';
import { actions, isAboutPage, isForPage } from '../../../model/mechanisms.ts';
import type { State } from '../../../model/state.ts';
import { note, noteOf } from '../../../model/state.ts';
import { checkProperty } from '../../tooling/check-property.ts';

function configurationOf(blocks: Configuration['blocks']): Configuration {
  return {
    name: 'page-by-page',
    claim: 'as a recorded page has it',
    blocks,
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    records: { main: 6, preempt: 3 },
    splitReads: false,
    deviceWriter: true,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: UNLIMITED,
  };
}

const whole = makeModel(
  configurationOf([
    { pages: 2, pagesPerHostPage: 2 },
    { pages: 1, pagesPerHostPage: 1 },
  ]),
);
const single = makeModel(configurationOf([{ pages: 1, pagesPerHostPage: 1 }]));

/** Guards about what a sender holds, and what a channel carries: the order of the channel settles these. */
const LINK_GUARDS: ReadonlySet<string> = new Set([
  'the sender holds no page',
  'no page is held for the preempt link',
  'there is room on the link',
  'there is room on the preempt link',
  'the page is the next to arrive',
  'the page is the next to arrive over the preempt link',
  'all pages sent before the switch-over have arrived',
  'the main link is not in the middle of another host page',
  'the preempt link is not in the middle of another host page',
  'the main link is not in the middle of its host page',
  'the preempt link is not in the middle of its host page',
  'no device is between store and log',
  // While anything is on the wire, even an absent page must be discarded; the wire shows that too.
  'the destination has forgotten every page that will be sent again',
]);

/**
 * The pages whose machines take an action of the whole; an action about a host page is taken by each part.
 */
function pagesOf(kind: ActionKind, page: number): readonly number[] {
  if (!isAboutPage(kind)) return [0, 1, 2];
  const { first, end } = whole.size.hostPageOf[page] ?? { first: page, end: page + 1 };
  const isOfHostPage = actions[kind].per === 'host page';
  return isOfHostPage ? [0, 1, 2].filter((one) => one >= first && one < end) : [page];
}

interface Together {
  readonly state: State;
  readonly pages: readonly State[];
}

/** Takes the action in the whole and in each page's machine. */
function step({ state, pages }: Together, kind: ActionKind, page: number): void {
  apply(whole, state, action(actionKind[kind], page));
  for (const one of pagesOf(kind, page)) followIn(pages[one] as State, kind, { state, one });
}

function followIn(
  state: State,
  kind: ActionKind,
  { state: all, one }: { readonly state: State; readonly one: number },
): void {
  apply(single, state, action(actionKind[kind]));
  // A page that is owed with the rest of its host page is known from the discards on the wire.
  const isOwedWithRest =
    kind === 'owe-host-pages' && noteOf(all, one) !== note.none && noteOf(state, 0) === note.none;
  if (isOwedWithRest) apply(single, state, action(actionKind['owe-more']));
}

/** Dropped links are not validated, and here the guest discards nothing and gives no hints. */
const unseen = ['cut', 'cut-urgent', 'exclude', 'give-back', 'leave-out'];
const kinds = actionKinds.filter((kind) => !unseen.includes(kind));

/**
 * The kinds and guards on which the whole and the pages disagree about one page, and the guards of agreed
 * refusals.
 */
function compare({ state, pages }: Together, page: number): Comparison {
  const disagreements: string[] = [];
  const refusedBy: string[] = [];
  for (const kind of kinds) {
    if (!isForPage(kind, page, whole.size)) continue;
    const guard = refusal(whole, state, action(actionKind[kind], page));
    const isRefused = pagesOf(kind, page).some(
      (one) => refusal(single, pages[one] as State, action(actionKind[kind])) !== undefined,
    );
    // An allowed action is allowed in each page's machine; a refused one is refused in one, or by a link's
    // guard.
    if (guard === undefined ? isRefused : !isRefused && !LINK_GUARDS.has(guard.name))
      disagreements.push(`${kind}: ${guard?.name ?? 'allowed'}`);
    if (guard !== undefined && isRefused) refusedBy.push(guard.name);
  }
  return { disagreements, refusedBy };
}

interface Comparison {
  readonly disagreements: readonly string[];
  readonly refusedBy: readonly string[];
}

describe('page by page', () => {
  it('the machines of single pages refuse exactly what the machine of all pages refuses', () => {
    const refused = new Set<string>();
    let steps = 0;
    const walk = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 })), {
      minLength: 40,
      maxLength: 100,
    });
    const property = fc.property(walk, (choices) => {
      const together: Together = {
        state: initialState(whole),
        pages: [0, 1, 2].map(() => initialState(single)),
      };
      for (const [choice, page] of choices) {
        const { disagreements, refusedBy } = compare(together, page);
        expect(disagreements).toEqual([]);
        for (const name of refusedBy) refused.add(name);
        const open = kinds.filter(
          (kind) =>
            isForPage(kind, page, whole.size) &&
            refusal(whole, together.state, action(actionKind[kind], page)) === undefined,
        );
        const kind = open[choice % Math.max(1, open.length)];
        if (kind === undefined) continue;
        step(together, kind, page);
        steps++;
      }
    });
    void checkProperty(property, { seed: 1, runs: 1000 });
    expect(steps).toBeGreaterThan(30_000);
    expect([...refused]).toContain('nothing is owed for any page');
    expect([...refused]).toContain('all of the host page has arrived');
    expect(refused.size).toBeGreaterThan(15);
  });
});
