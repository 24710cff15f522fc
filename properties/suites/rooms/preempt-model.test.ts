/**
 * Two links in the model: both ways of sending urgent pages, by one sender and by two, are allowed; splitting
 * a host page between the links is not.
 */
import { describe, expect, it } from 'vitest';
import type { ActionKind } from '../../../model/action.ts';
import { action, actionKind } from '../../../model/action.ts';
import { configurations } from '../../../model/mechanisms.ts';
import type { Model } from '../../../model/machine.ts';
import { initialState, makeModel, refusal, step } from '../../../model/machine.ts';
import { isAboutPage } from '../../../model/mechanisms.ts';
import type { State } from '../../../model/state.ts';
import { at, phase, read } from '../../../model/state.ts';

interface Walk {
  readonly state: State;
  /** Takes the actions, like `kind page, kind page`, until one is refused. @returns why */
  readonly go: (actions: string) => string;
}

function walk(name: string): Walk {
  const configuration = configurations.find((one) => one.name === name);
  if (configuration === undefined) throw new Error(`no configuration ${name}`);
  const model = makeModel(configuration);
  const state = initialState(model);
  return { state, go: (actions) => go(model, state, actions) };
}

function go(model: Model, state: State, actions: string): string {
  for (const words of actions.split(', ')) {
    const [kind, page = '0'] = words.split(' ') as [ActionKind, string?];
    expect(isAboutPage(kind)).toBe(words !== kind);
    const value = action(actionKind[kind], Number(page));
    const guard = refusal(model, state, value);
    if (guard !== undefined) return `${words}: ${guard.name}`;
    step(model, state, value, state);
  }
  return 'allowed';
}

/** The destination takes over before anything was sent; host pages are 0 and 1, 2 and 3. */
function takenOver(): Walk {
  const begun = walk('preempt');
  const way = 'begin, stop, iteration-sync, owe-host-pages, switch, receive-package, listen, run';
  expect(begun.go(way)).toBe('allowed');
  return begun;
}

/** Host page 2 and 3 over the preempt link; the host page that was begun is finished on its own link. */
const arrival =
  'deliver-urgent 2, deliver-urgent 3, place 2, deliver 0, deliver 1, place 0, complete, land';

describe('two links', () => {
  it('let one sender leave a host page half sent, and finish it on its own link', () => {
    const { state, go: next } = takenOver();
    expect(next('take 0, send 0, wait 2, take-urgent 2, send-urgent 2')).toBe('allowed');
    expect(next('take-urgent 3, send-urgent 3, take 1, send 1')).toBe('allowed');
    expect(next(arrival)).toBe('allowed');
    expect(read(state, at.phase)).toBe(phase.landed);
  });

  it('let a second sender send a host page while the first one holds part of another', () => {
    const { go: next } = takenOver();
    expect(next('take 0, wait 2, take-urgent 2, send-urgent 2, take-urgent 3')).toBe('allowed');
    expect(next('send 0, take 1, send-urgent 3, send 1')).toBe('allowed');
    expect(next(arrival)).toBe('allowed');
  });

  it('answer a request for the host page being sent on the link that sends it', () => {
    const { go: next } = takenOver();
    expect(next('take 0, wait 0, take-urgent 1')).toBe(
      'take-urgent 1: the main link is not in the middle of its host page',
    );
    expect(next('send 0, take 1, send 1, deliver 0, deliver 1, place 0')).toBe('allowed');
  });

  it('keep the host page that was sent urgently off the main link', () => {
    const { go: next } = takenOver();
    expect(next('wait 2, take-urgent 2, take 3')).toBe(
      'take 3: the preempt link is not in the middle of its host page',
    );
  });

  it.each([
    ['take 0, send 0, take 2', 'take 2: the main link is not in the middle of another host page'],
    [
      'wait 0, wait 2, take-urgent 0, send-urgent 0, take-urgent 2',
      'take-urgent 2: the preempt link is not in the middle of another host page',
    ],
    ['take-urgent 2', 'take-urgent 2: a thread on the destination waits for the page'],
  ])('%s is refused', (actions, why) => {
    expect(takenOver().go(actions)).toBe(why);
  });

  it('fill two host pages in part at once, and the last urgent page may arrive last', () => {
    const { state, go: next } = takenOver();
    expect(next('take 0, send 0, deliver 0')).toBe('allowed');
    expect(next('wait 2, take-urgent 2, send-urgent 2, deliver-urgent 2')).toBe('allowed');
    expect(next('place 2')).toBe('place 2: all of the host page has arrived');
    expect(next('take-urgent 3, complete')).toBe('complete: no page is held for the preempt link');
    expect(next('send-urgent 3, take 1, send 1, deliver 1, place 0, complete')).toBe('allowed');
    expect(next('land')).toMatch(/^land: .*misses no page$/);
    expect(next('deliver-urgent 3, place 2, land')).toBe('allowed');
    expect(read(state, at.phase)).toBe(phase.landed);
  });

  it('never complete a host page from parts sent before and after a link dropped', () => {
    const { state, go: next } = takenOver();
    expect(next('wait 2, take-urgent 2, send-urgent 2, deliver-urgent 2, cut-urgent')).toBe(
      'allowed',
    );
    expect(read(state, at.phase)).toBe(phase.paused);
    expect(next('take 3, send 3, deliver 3, place 2')).toBe(
      'place 2: all of the host page has arrived',
    );
  });

  it('drop separately: pages on the link that is up still arrive', () => {
    const { go: next } = takenOver();
    expect(next('wait 2, take-urgent 2, send-urgent 2, take-urgent 3, cut')).toBe('allowed');
    expect(next('send-urgent 3, deliver-urgent 2, deliver-urgent 3, place 2')).toBe('allowed');
  });
});

describe('a discarded host page', () => {
  it('is not sent, and is placed as zeros if it is requested', () => {
    const { state, go: next } = walk('discarded');
    expect(next('begin, stop')).toBe('stop: no discarded page is owed');
    expect(next('take 0')).toBe('take 0: the page is not discarded');
    expect(next('exclude 0, exclude 1, stop, iteration-sync, owe-host-pages')).toBe('allowed');
    expect(next('switch, receive-package, listen, run, wait 0, place-zero 0')).toBe('allowed');
    expect(next('place-zero 0')).toBe('place-zero 0: the page is missing');
    expect(next('take 2, send 2, complete, deliver 2, place 2, land')).toBe('allowed');
    expect(read(state, at.phase)).toBe(phase.landed);
  });

  it('may be missing at the end', () => {
    const { go: next } = walk('discarded');
    expect(next('begin, exclude 0, exclude 1, stop, iteration-sync, owe-host-pages')).toBe(
      'allowed',
    );
    expect(next('switch, receive-package, listen, run, take 2, send 2')).toBe('allowed');
    expect(next('complete, deliver 2, place 2, land')).toBe('allowed');
  });
});
