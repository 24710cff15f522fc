/**
 * R refinement: the model allows every action of the engine, and the engine's state agrees with the model
 * wherever the model is deterministic: each host's memory, the received pages, and which host runs the
 * guest. R also catches a step that changes any of these without a tracepoint.
 */
import { host, tracepoints } from '../../../impl/tracepoints.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { Action } from '../../../model/action.ts';
import { actionKind, kindOf, nameOf } from '../../../model/action.ts';
import { mainLink, preemptLink } from '../../../model/link.ts';
import type { Model } from '../../../model/machine.ts';
import { refusal, step } from '../../../model/machine.ts';
import type { State } from '../../../model/state.ts';
import { at, flag, phase, read, setFlag, takeover } from '../../../model/state.ts';
import { compareCopies } from '../lockstep/compare-copies.ts';
import type { OracleContext } from '../lockstep/oracle-context.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { MeaningOptions } from '../lockstep/meaning.ts';
import { NO_ACTION } from '../lockstep/meaning.ts';
import { initialOf, modelOf } from '../lockstep/model-of-scenario.ts';
import type { EventHandler, Oracle } from '../lockstep/oracle.ts';
import type { Property } from './property.ts';

/** Follows the engine with the model without judging it: searches and observers use the model's actions. */
export function followModel(context: OracleContext): Oracle {
  const { retarget, reset, on } = refinement(context);
  return { ...(retarget && { retarget }), ...(reset && { reset }), ...(on && { on }) };
}

function refinement(context: OracleContext): Oracle {
  const { ledger, object } = context;
  let model: Model;
  let initial: State;
  let state: State;
  /** The model has lost track of the engine's state. */
  let isLost = false;
  /** The model has refused a step of this run, and was then forced into the state after that step. */
  let hasRefused = false;

  const options: MeaningOptions & { splitReads: boolean } = { splitReads: false, ledger };
  const follow = (name: TracepointName): EventHandler | undefined => {
    const meaning = context.meanings[name];
    if (meaning === 'nothing') return undefined;
    return (first, second, third) => {
      const value = meaning(first, second, third, options);
      if (value === NO_ACTION) return;
      // On a link that was tampered with, anything may arrive; the next migration starts afresh.
      if (ledger.isTampered) {
        isLost = true;
        return;
      }
      if (isLost) {
        startAfresh();
        // The model is where the guest has been taken back already.
        if (kindOf(value) === actionKind['take-back']) return;
      }
      if (isDroppedAgain(state, value)) return;
      const guard = refusal(model, state, value);
      if (guard !== undefined) {
        hasRefused = true;
        object('R', NO_PAGE, `"${nameOf(value)}" is allowed only if ${guard.name}`);
      } else for (const hear of context.followers) hear(state, value, hasRefused);
      step(model, state, value, state);
      if (kindOf(value) === actionKind.begin) copies.before.note();
    };
  };
  const startAfresh = (): void => {
    isLost = false;
    state.set(initial);
    for (let page = 0; page < context.layout.pages; page++) {
      setFlag(state, page, flag.isZero, ledger.expected[page] === 0);
      setFlag(state, page, flag.isFree, ledger.free[page] === 1);
    }
    state[at.unlogged] = ledger.unlogged + 1;
  };
  const copies = compareCopies(context);

  return {
    retarget() {
      // Each scenario has a model of its own, whose states are as long as the scenario needs.
      model = modelOf(context);
      initial = initialOf(model, context.layout);
      state = initial.slice();
      options.splitReads = model.size.splitReads;
      copies.retarget(state);
    },
    reset() {
      isLost = false;
      hasRefused = false;
      state.set(initial);
    },
    on: { ...handlersOf(follow), loadvm_postcopy_handle_advise: copies.before.empty },
    page(page) {
      const difference = copies.compare(page);
      if (difference !== undefined) object('R', page, difference);
    },
    change() {
      if (isLost || ledger.isTampered) return;
      compareRunning(context, state);
    },
  };
}

/** Whether the guest runs on each host as the model says. */
function compareRunning({ ledger, views, object }: OracleContext, state: State): void {
  const now = read(state, at.phase);
  const hasTakenOver = read(state, at.takeover) === takeover.running;
  // The model knows of no process that ends.
  if (!ledger.isDestinationGone && views.isRunning(host.destination) !== hasTakenOver)
    object('R', NO_PAGE, 'the guest runs on the destination too early, or not when it should');
  if (views.isRunning(host.source) && now > phase.active)
    object('R', NO_PAGE, 'the guest runs on the source after it was stopped for good');
}

function handlersOf(
  follow: (name: TracepointName) => EventHandler | undefined,
): Partial<Record<TracepointName, EventHandler>> {
  const on: Partial<Record<TracepointName, EventHandler>> = {};
  for (const { name } of tracepoints) {
    const handler = follow(name);
    if (handler !== undefined) on[name] = handler;
  }
  return on;
}

/** A link that has dropped cannot drop again. */
function isDroppedAgain(state: State, value: Action): boolean {
  const kind = kindOf(value);
  return (
    (kind === actionKind.cut && read(state, mainLink.up) === 0) ||
    (kind === actionKind['cut-urgent'] && read(state, preemptLink.up) === 0)
  );
}

export const rRefinement: Property<'R'> = {
  id: 'R',
  name: 'R',
  kind: 'always',
  claim: 'the model allows every action, and memory is what the model says',
  harm: 'perhaps nothing: the engine does what no correct migration is known to do',
  sources: ["the model of this project, which was written after QEMU's sources"],
  hint: 'either the engine does what no correct migration does, or the model is too strict',
  needs: {
    tracepoints: [
      'migrate_set_state',
      'ram_take_dirty',
      'ram_read_page',
      'ram_save_page',
      'vcpu_store',
      'device_store',
      'device_log',
      'ram_load_page',
      'loadvm_complete',
    ],
    judgedAt: ['ram_take_dirty', 'ram_save_page', 'ram_load_page', 'loadvm_complete'],
  },
  appliesTo: () => true,
  isSymptom: true,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: { is: 'judged', by: 'the model allows the recorded events in some order' },
  oracle: refinement,
};
