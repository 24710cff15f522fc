/** If a call into an engine never returns, the report says which call, and a replay says the same. */
import { describe, expect, it } from 'vitest';
import { replayWatched } from '../../running/replay/replay-watched.ts';
import { untoldTrace } from '../../telling/story/violation.ts';
import type { Misplace } from '../support/hostile-engine.ts';
import { ENDLESS, findingOn, misbehaving } from '../support/hostile-engine.ts';

const SLEEPS = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';
const GROWS = 'const all = []; for (;;) all.push(new Array(1000).fill(0.5));';

describe('a call that does not return', () => {
  it.each<[Misplace, string, string, RegExp]>([
    ['reset', ENDLESS, 'PROGRESS', /^the engine's reset\(\) does not end$/],
    ['choices', ENDLESS, 'PROGRESS', /^the engine's choices\(\) does not end$/],
    ['comingStep', ENDLESS, 'PROGRESS', /^the engine's comingStep\(\) of [\w ]+ does not end$/],
    ['take', SLEEPS, 'PROGRESS', /^the step "[\w ]+" of [\w ]+ does not end$/],
    ['take', GROWS, 'CRASH', /^the step "[\w ]+" of [\w ]+ runs out of memory$/],
    ['isDone', ENDLESS, 'PROGRESS', /^the engine's isDone\(\) does not end$/],
    ['memoryWord', ENDLESS, 'PROGRESS', /^a view that the judge reads does not end$/],
    ['pageBits', 'process.exit(1);', 'CRASH', /^a view .* ends the process that it runs in$/],
  ])('%s: %s', async (where, deed, property, what) => {
    const system = misbehaving(where, deed);
    const finding = await findingOn(system);
    expect(finding?.property).toBe(property);
    expect(finding?.objections[0]?.what).toMatch(what);
    if (finding === undefined) return;
    const { outcome, filmed } = await replayWatched(untoldTrace(finding, {}), {
      edits: [],
      system,
    });
    expect(outcome).toMatch(/^reproduced/);
    expect(filmed.objections?.[0]?.property).toBe(property);
  });

  it.each<[Misplace, string]>([
    ['module', 'that does not end'],
    ['open', 'that does not end'],
  ])('%s is refused in one line', async (where, line) => {
    await expect(findingOn(misbehaving(where, ENDLESS))).rejects.toThrow(line);
  });

  it('in a module that waits and keeps the thread alive is refused', async () => {
    const deed = 'setInterval(() => {}, 1000); await new Promise(() => {});';
    await expect(findingOn(misbehaving('module', deed))).rejects.toThrow(/cannot be loaded: that/);
  });
});
