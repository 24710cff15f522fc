/** In a pipe, the output of commands fits 80 columns, apart from lines that are meant to be copied whole. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tooWide } from '../support/fitting.ts';
import { LATE_CLEAR, migcheck, STOP_AND_COPY, temporaryFolder } from '../support/support.ts';

const EXAMPLE = 'traces/examples/stale-shadow.json';

/** A run's stream as a file for `decode`. */
async function streamOf(trace: string): Promise<string> {
  const stream = join(temporaryFolder(), 'stream');
  await migcheck(['replay', trace, '--stream', stream]);
  return stream;
}

describe('in a pipe, 80 columns fit', () => {
  it.each<[string, readonly string[]]>([
    ['a check that passes', ['check', '--seed', 'a', '--runs', '200']],
    ['a check with a finding', ['check', '--seed', 'a', '--bug', 'no-rearm', '--out', 'OUT']],
    [
      'a check of an engine that shows little',
      ['check', '--system', STOP_AND_COPY, '--runs', '50'],
    ],
    [
      'a check of that engine with a finding',
      ['check', '--system', STOP_AND_COPY, '--bug', LATE_CLEAR, '--out', 'OUT'],
    ],
    ['a replay', ['replay', EXAMPLE]],
    ['a replay of every step', ['replay', '--verbose', EXAMPLE]],
    ['a flip', ['replay', '--flip', EXAMPLE]],
    ['a page', ['view', EXAMPLE, '--out', 'OUT/page.html']],
    ['states of the model', ['explore', '--model', '--scenario', 'two-pages']],
    ['interleavings', ['explore', '--engine', '--scenario', 'small/tlb']],
    [
      'interleavings with a finding',
      ['explore', '--engine', '--scenario', 'small/immediate', '--bug', 'no-rearm', '--out', 'OUT'],
    ],
    ['hunts', ['bugs', '--hunt', '--bug', 'access-after-stop', '--seeds', '1', '--runs', '50']],
    ['a gate', ['gate', '--bug', 'no-rearm', '--budget', '1s', '--runs', '100', '--out', 'OUT']],
  ])('%s', async (_, args) => {
    const out = temporaryFolder();
    const { status, stdout, stderr } = await migcheck(args.map((one) => one.replace('OUT', out)));
    expect([0, 1, 3]).toContain(status);
    expect(stdout).not.toBe('');
    expect(tooWide(stdout + stderr, 80)).toEqual([]);
  });

  it('a stream', async () => {
    const stream = await streamOf(EXAMPLE);
    const { stdout } = await migcheck(['decode', stream, '--page-bytes', '8']);
    expect(stdout).toContain('RAM: ram0');
    expect(tooWide(stdout, 80)).toEqual([]);
  });
});
