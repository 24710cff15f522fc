/**
 * One page of a real migration in terms of the model: the project's model with this page as its only one, and
 * what a recording shows but the model leaves out on purpose: the page's content, and whether a sync has
 * marked it since it was last sent.
 */
import type { ActionKind } from '../../../model/action.ts';
import { action, actionKind } from '../../../model/action.ts';
import type { Configuration } from '../../../model/configuration.ts';
import { UNLIMITED } from '../../../model/configuration.ts';
import type { Model } from '../../../model/machine.ts';
import { initialState, makeModel, refusal, step } from '../../../model/machine.ts';
import { nothingIsOwed } from '../../../model/mechanisms/core/guards.ts';
import { at, copy, copyOf, note, noteOf, phase, read } from '../../../model/state.ts';
import type { PageContent } from '../../../traces/recording-file.ts';
import type { PageState } from './page-state.ts';
import { contentAs, contentAsLate, contentThere, isZero } from './page-state.ts';
import type { Deed } from './step.ts';

/** Why a deed is refused: the name of a guard of the model or of this file. */
interface Refused {
  readonly guard: string;
}

const guardName = {
  isMarked: 'a sync has marked the page since it was sent',
  isItsContent: 'the record holds what the page holds',
  isFound: 'memory holds what was written and sent',
  isSeen: 'the guest sees what was written last',
  isWholeAgain: 'a torn record is followed by the write that has torn it',
} as const;

export interface PageMachine {
  readonly initial: PageState;
  readonly fire: (state: PageState, deed: Deed) => readonly PageState[] | Refused;
  /** The effect of one more write by a running loop. */
  readonly loop: (state: PageState) => PageState | undefined;
}

/** @param records - how many records of the page may be on the wire at once */
export function makePageMachine(records: number, isZero: boolean): PageMachine {
  const model = modelFor(records);
  const initial: PageState = {
    model: initialState(model, isZero ? [0] : []),
    content: isZero ? 'zero' : 0,
    hasMovedOn: false,
    isLooping: false,
    isLogged: false,
    isMarked: false,
    isTorn: false,
    own: undefined,
    late: undefined,
  };
  return {
    initial,
    fire(state, deed) {
      const isWrite = deed.kind === 'write' || deed.kind === 'loop';
      if (state.isTorn && !isWrite) return { guard: guardName.isWholeAgain };
      return fire(model, state, deed);
    },
    loop(state) {
      const after = act(model, state, 'write');
      return 'guard' in after
        ? undefined
        : { ...after, hasMovedOn: true, isLogged: true, isTorn: false };
    },
  };
}

const models = new Map<number, Model>();

function modelFor(records: number): Model {
  const known = models.get(records);
  if (known !== undefined) return known;
  const made = makeModel(configurationFor(records));
  models.set(records, made);
  return made;
}

function configurationFor(records: number): Configuration {
  return {
    name: 'recorded-page',
    claim: 'one page of a real migration',
    blocks: [{ pages: 1, pagesPerHostPage: 1 }],
    writesMax: UNLIMITED,
    backgroundSyncsMax: UNLIMITED,
    // One more for the package.
    records: { main: records + 1, preempt: records + 1 },
    splitReads: false,
    deviceWriter: true,
    cuts: true,
    resends: true,
    postcopy: true,
    faultsMax: UNLIMITED,
  };
}

function fire(model: Model, state: PageState, deed: Deed): readonly PageState[] | Refused {
  switch (deed.kind) {
    case 'action':
      if (deed.action === 'abort') return abort(model, state);
      // A device's write that came too late is not logged.
      if (deed.action === 'device-log' && read(state.model, at.unlogged) === 0) return [state];
      return one(act(model, state, deed.action), markedBy(deed.action));
    case 'write': {
      const written = act(model, state, writeAction(deed.isDevice, deed.content === 'zero'));
      // A write that came too late to count may have set the log anyway.
      const missed = deed.isAmbiguous
        ? [{ ...state, late: deed.content, isLogged: true, isTorn: false }]
        : [];
      if ('guard' in written) return missed.length > 0 ? missed : written;
      const { content } = deed;
      const after = { ...written, content, hasMovedOn: false, isLogged: true, isTorn: false };
      return [after, ...missed];
    }
    case 'loop':
      return [{ ...state, isLooping: !deed.isEnd }];
    case 'send':
      return send(model, state, deed);
    case 'owe':
      return owe(model, state, deed.isDiscarded);
    case 'own-write':
      return one(act(model, state, 'own-write'), () => ({ own: deed.content, late: undefined }));
    case 'own-read':
      return readOwn(state, deed.content);
    case 'afresh':
      return startAgain(model, state);
    case 'found':
      return find(state, deed);
  }
}

function writeAction(isDevice: boolean, isZeros: boolean): ActionKind {
  if (isDevice) return isZeros ? 'device-write-zero' : 'device-write';
  return isZeros ? 'write-zero' : 'write';
}

function act(model: Model, state: PageState, kind: ActionKind): PageState | Refused {
  const value = action(actionKind[kind]);
  const guard = refusal(model, state.model, value);
  if (guard !== undefined) return { guard: guard.name };
  const after = state.model.slice();
  step(model, state.model, value, after);
  return { ...state, model: after };
}

function one(
  after: PageState | Refused,
  change: (state: PageState) => Partial<PageState>,
): readonly PageState[] | Refused {
  return 'guard' in after ? after : [{ ...after, ...change(after) }];
}

/** The effect of an action on QEMU's two bitmaps: the dirty log, and the bitmap of pages to send. */
function markedBy(kind: ActionKind): (state: PageState) => Partial<PageState> {
  switch (kind) {
    case 'begin':
      return () => ({ isMarked: true, isLogged: false });
    case 'iteration-sync':
      return ({ isMarked, isLogged }) => ({ isMarked: isMarked || isLogged, isLogged: false });
    default:
      return () => ({});
  }
}

/** Takes, reads and sends in one step: a write in between may as well come before or after all three. */
function send(
  model: Model,
  state: PageState,
  { content, isUrgent }: Deed & { kind: 'send' },
): readonly PageState[] | Refused {
  const isBefore = read(state.model, at.phase) <= phase.stopped;
  if (isBefore && !state.isMarked) return { guard: guardName.isMarked };
  const taken = act(model, state, isUrgent ? 'take-urgent' : 'take');
  if ('guard' in taken) return taken;
  const held = contentAs(state, content) ?? contentAsLate(state, content);
  if (held === undefined) return { guard: guardName.isItsContent };
  const sent = act(model, taken, isUrgent ? 'send-urgent' : 'send');
  return one(sent, () => ({ ...held, isMarked: false, isTorn: content === 'torn' }));
}

function owe(model: Model, state: PageState, isDiscarded: boolean): readonly PageState[] | Refused {
  const isOwed = noteOf(state.model, 0) !== note.none;
  if (isOwed && !isDiscarded) return { guard: nothingIsOwed.name };
  const owed = act(model, state, 'owe-host-pages');
  // A page that need not be owed may be owed anyway, together with the rest of its host page.
  if ('guard' in owed || isOwed || !isDiscarded) return one(owed, () => ({}));
  return one(act(model, owed, 'owe-more'), () => ({}));
}

function abort(model: Model, state: PageState): readonly PageState[] | Refused {
  const aborted = act(model, state, 'abort');
  return 'guard' in aborted ? aborted : startAgain(model, state);
}

/** What was written too late for the finished migration counts for the next one. */
function startAgain(model: Model, state: PageState): readonly PageState[] {
  const { late } = state;
  const contents = [state, ...(late === undefined ? [] : [{ ...state, content: late }])];
  return contents.map((one) => ({
    ...one,
    model: initialState(model, isZero(one) ? [0] : []),
    own: undefined,
    late: undefined,
  }));
}

function readOwn(state: PageState, content: PageContent): readonly PageState[] | Refused {
  const isThere = copyOf(state.model, 0) !== copy.absent;
  const held = contentThere(state, content);
  return isThere && held !== undefined ? [{ ...state, ...held }] : { guard: guardName.isSeen };
}

function find(
  state: PageState,
  { host, content }: Deed & { kind: 'found' },
): readonly PageState[] | Refused {
  const isCurrent = host === 'source' || copyOf(state.model, 0) === copy.current;
  const isLate = host === 'source' && state.late !== undefined && content === state.late;
  if (isLate) return [state];
  const held = host === 'source' ? contentAs(state, content) : contentThere(state, content);
  const isRight = isCurrent && held !== undefined;
  return isRight ? [{ ...state, ...held }] : { guard: guardName.isFound };
}
