/** `explore --engine`, slow tests: larger configurations, and interrupted explorations. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import { engineConfigurationsOf } from '../../running/exploration/engine-configuration.ts';
import type { EngineConfiguration } from '../../running/exploration/engine-configuration.ts';
import { exploreEngineWith } from '../../running/exploration/engine-explorer.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { explore, onward } from '../support/engine-explorations.ts';
import { migcheck, temporaryFolder } from '../support/support.ts';

describe('the clean engine', () => {
  it('is verified with a preempt channel, in both designs', async () => {
    const classes: number[] = [];
    for (const name of ['preempt', 'preempt-single-sender']) {
      const exploration = await explore(name);
      expect(exploration.verdict).toBe('verified');
      classes.push(exploration.classes);
    }
    expect(classes).toEqual([314, 662]);
  });

  it('is verified in postcopy without a preempt channel', async () => {
    const classes: number[] = [];
    for (const name of ['postcopy', 'postcopy-host-pages']) {
      const exploration = await explore(name);
      expect(exploration.verdict).toBe('verified');
      classes.push(exploration.classes);
    }
    expect(classes).toEqual([44, 122]);
  });

  it('is verified when the link drops anywhere in postcopy, and the hosts are connected again', async () => {
    const exploration = await explore('recovery');
    expect(exploration).toMatchObject({ verdict: 'verified', classes: 16_257 });
  });

  it('takes hints correctly with up to two preemptions', async () => {
    const exploration = await explore('hints-written', undefined, { ...onward, preemptionsMax: 2 });
    expect(exploration).toMatchObject({ verdict: 'passed', classes: 4119 });
  });

  it('is verified when the preempt channel drops at any time', async () => {
    const [{ scenario }] = engineConfigurationsOf('preempt') as [EngineConfiguration];
    const [block] = scenario.blocks as [Scenario['blocks'][number]];
    const onePage = { ...block, usedPages: 1, pagesMax: 1, hostPageSize: TARGET_PAGE_SIZE };
    const dropping: Scenario = {
      ...scenario,
      blocks: [onePage],
      vcpus: [[{ kind: 'read', block: 0, page: 0 }]],
      ticks: [
        { kind: 'start-postcopy', after: 0 },
        { kind: 'cut-preempt', after: 0 },
      ],
    };
    const one = { name: 'preempt channel drops', claim: '', scenario: dropping };
    const whole = { ...one, isAfterSetup: false };
    const { verdict } = exploreEngineWith(await loadEngine([]), whole, onward);
    expect(verdict).toBe('verified');
  });
});

describe('a bug', () => {
  it.each(['hint-half-done', 'hint-without-bitmap-mutex'])(
    'of hints is found with two preemptions (%s)',
    async (bug) => {
      const { verdict } = await explore('hints-written', bug, { ...onward, preemptionsMax: 2 });
      expect(verdict).toBe('violated');
    },
  );

  it('of the page path does not show on the word path', async () => {
    const { verdict } = await explore('word-path/manual-protect', 'seed-003-stale-shadow');
    expect(verdict).toBe('verified');
  });
});

describe('explore --engine', () => {
  it('tells the story of a violation, and files it', async () => {
    const args = [
      'explore',
      '--engine',
      '--scenario',
      'page-path/manual-protect',
      '--bug',
      'seed-003-stale-shadow',
    ];
    const { status, stdout } = await migcheck([...args, '--out', temporaryFolder(), '--json']);
    expect(status).toBe(1);
    const { verdict, what, violation } = JSON.parse(stdout) as {
      verdict: string;
      what: string;
      violation: { property: string; steps: { actor: string }[]; file: string };
    };
    expect([verdict, what, violation.property]).toEqual(['violated', 'engine', 'P1 coverage']);
    // Write, two background syncs, a send, and one more sync: none of these can be omitted.
    expect(violation.steps.map(({ actor }) => actor).toSorted()).toEqual([
      'background sync',
      'background sync',
      'migration',
      'migration',
      'vcpu0',
    ]);
    const replayed = await migcheck(['replay', violation.file]);
    expect(replayed.stdout).toContain('reproduced: P1 coverage');
  });

  it('resumes after Ctrl-C, with the same result', async () => {
    const out = temporaryFolder();
    const name = 'two-writers/tlb';
    const broken = await exploreFor(1500, [`--scenario=${name}`, `--out=${out}`, '--json']);
    expect(broken.status).toBe(130);
    const { verdict, file, classes } = JSON.parse(broken.stdout) as Interrupted;
    expect(verdict).toBe('incomplete');
    const rest = await migcheck(['explore', '--engine', '--resume', file, '--json']);
    expect(rest.status).toBe(0);
    const done = JSON.parse(rest.stdout) as Interrupted;
    const whole = await explore(name);
    expect([done.verdict, done.classes]).toEqual(['verified', whole.classes]);
    expect(classes).toBeLessThan(whole.classes);
  });
});

interface Interrupted {
  readonly verdict: string;
  readonly file: string;
  readonly classes: number;
}

/** Runs the command, and interrupts it after that many milliseconds as by Ctrl-C. */
function exploreFor(ms: number, args: readonly string[]): ReturnType<typeof migcheck> {
  return migcheck(['explore', '--engine', ...args], { interruptAfterMs: ms });
}
