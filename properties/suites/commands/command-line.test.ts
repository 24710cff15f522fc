/** The command line: its commands, exit codes and documents. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Trace } from '../../../traces/trace-file.ts';
import { parseTrace, printTrace } from '../../../traces/trace-file.ts';
import { projectRoot } from '../../project-root.ts';
import { fileOf, migcheck, temporaryFolder } from '../support/support.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
let example: Trace;

beforeAll(() => {
  example = parseTrace(readFileSync(EXAMPLE, 'utf8'), EXAMPLE);
});

describe('check', () => {
  it('passes on the clean engine, and prints a JSON document', async () => {
    const out = temporaryFolder();
    const flags = ['--seed', 'cli2', '--runs', '1000', '--json', '--out', out];
    const { status, stdout, stderr } = await migcheck(['check', ...flags]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      version: 1,
      verdict: 'passed',
      seed: 'cli2',
      executions: 1000,
      scenarios: 100,
    });
    expect(document.digest).toMatch(/^[0-9a-f]{16}$/);
    for (const { kind, status: is } of document.properties)
      expect(kind === 'sometimes' ? ['reached', 'unreached'] : ['holds']).toContain(is);
    expect(document.properties.length).toBeGreaterThan(40);
    expect(readdirSync(out)).toEqual([]);
  });

  it('stops at Ctrl-C, reports its results so far and exits 130', async () => {
    const flags = ['--seed', 'cli', '--time', '10m'];
    const { status, stdout } = await migcheck(['check', ...flags], { interruptAt: /seed: cli/ });
    expect(status).toBe(130);
    expect(stdout).toMatch(/\nincomplete: [\d,]+ executions? of [^]*\ninterrupted: /);
  });

  it('runs at least one execution, however short the time', async () => {
    const flags = ['--seed', 'cli', '--time', '1ms', '--jobs', '4', '--json'];
    const { status, stdout } = await migcheck(['check', ...flags]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).executions).toBeGreaterThan(0);
  });

  it('draws a fresh seed if none is given, and prints it first', async () => {
    const runs = await Promise.all([0, 1].map(() => migcheck(['check', '--runs', '50'])));
    const seeds = runs.map(({ stdout }) => /^seed: ([0-9a-f]+)\n/.exec(stdout)?.[1]);
    expect(seeds[0]).toBeDefined();
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  it.each(['--scenario', '--strategy'])('lists the values of %s', async (flag) => {
    const { status, stdout } = await migcheck(['check', flag, 'list']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^(?:precopy|random)\b/);
  });
});

describe('replay', () => {
  it('says that the recorded property is no longer violated', async () => {
    const { bug: _, ...withoutBug } = example;
    const { status, stdout } = await migcheck(['replay', fileOf(printTrace(withoutBug))]);
    expect(stdout).toContain('clean: P1 coverage was recorded, but nothing is violated any more');
    expect(status).toBe(0);
  });

  it('says which decision could not be followed', async () => {
    const lost = { thread: 'migration', event: 'nowhere', nth: 1, to: 'vcpu0' };
    const { bug: _, ...withoutBug } = example;
    const changed = { ...withoutBug, decisions: [...example.decisions, lost] };
    const { status, stdout } = await migcheck(['replay', fileOf(printTrace(changed))]);
    expect(stdout).toContain('the first decision that could not be followed');
    expect(status).toBe(3);
  });

  it('writes a stream that can be decoded', async () => {
    const stream = join(temporaryFolder(), 'stream');
    const passed: Trace = {
      ...example,
      decisions: [],
      expect: { verdict: 'passed', digest: '' },
    };
    const { bug: _, ...clean } = passed;
    const flags = ['--stream', stream];
    const { status } = await migcheck(['replay', fileOf(printTrace(clean)), ...flags]);
    expect(status).toBe(0);
    expect(existsSync(stream)).toBe(true);
    const size = String(example.scenario.pageBytes);
    const decoded = await migcheck(['decode', stream, '--page-bytes', size]);
    expect(decoded.status).toBe(0);
    expect(decoded.stdout).toMatch(/RAM: ram0[^]*end of stream\n$/);
  });
});

describe('explore', () => {
  it('exhausts a configuration of the model', async () => {
    const flags = ['--model', '--scenario', 'two-pages', '--json'];
    const { status, stdout } = await migcheck(['explore', ...flags]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      verdict: 'verified',
      what: 'model',
      states: 498_619,
      configuration: 'two-pages',
    });
  });

  it('is incomplete, not verified, if interrupted', async () => {
    // The first configuration is reported before the second one begins.
    const options = { interruptAt: /two-pages: [^]*verified/ };
    const { status, stdout } = await migcheck(['explore', '--model'], options);
    expect(status).toBe(130);
    expect(stdout).toMatch(/\n {2}incomplete: /);
  });
});

describe('bugs', () => {
  it('shows the results so far if interrupted', async () => {
    const { status, stdout } = await migcheck(['bugs', '--hunt', '--seed', 'cli'], {
      interruptAt: /seed/,
    });
    expect(status).toBe(130);
    expect(stdout).toContain('access-after-stop: ');
    expect(stdout).toContain('not run');
    expect(stdout).not.toMatch(/\(0\/|0 of 0/);
  });
});
