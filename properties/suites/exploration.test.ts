/** `explore --engine`: every interleaving of small engines, with and without bugs. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../impl/scenario.ts';
import { readBug } from '../cli/read-bug.ts';
import {
  engineConfigurations,
  engineConfigurationsOf,
} from '../exploration/engine-configuration.ts';
import type { EngineConfiguration } from '../exploration/engine-configuration.ts';
import type {
  EngineExploration,
  EngineExplorationOptions,
} from '../exploration/engine-explorer.ts';
import { exploreEngineWith } from '../exploration/engine-explorer.ts';
import { restoreNode, storeNode } from '../exploration/stored-node.ts';
import { loadEngine } from '../loader/load-engine.ts';
import { fileOf, migcheck, temporaryFolder } from './support.ts';

const onward: EngineExplorationOptions = { onProgress: () => true };

function configuration(name: string): EngineConfiguration {
  const [one] = engineConfigurationsOf(name);
  if (one === undefined) throw new Error(`no configuration ${name}`);
  return one;
}

async function explore(
  name: string,
  bug?: string,
  options: EngineExplorationOptions = onward,
): Promise<EngineExploration> {
  const open = await loadEngine(bug === undefined ? [] : readBug(bug).edits);
  return exploreEngineWith(open, configuration(name), options);
}

describe('the clean engine', () => {
  it('is verified in the small configurations, class by class', async () => {
    const classes: Record<string, number> = {};
    for (const { name } of engineConfigurationsOf('small')) {
      const { verdict, ...exploration } = await explore(name);
      expect(verdict).toBe('verified');
      expect(exploration.commutations).toBeGreaterThan(0);
      classes[name] = exploration.classes;
    }
    expect(classes).toEqual({
      'small/immediate': 1194,
      'small/manual-protect': 648,
      'small/tlb': 656,
    });
  });

  it('is verified with a preempt channel, in both designs', async () => {
    const classes: number[] = [];
    for (const name of ['preempt', 'preempt-single-sender']) {
      const exploration = await explore(name);
      expect(exploration.verdict).toBe('verified');
      classes.push(exploration.classes);
    }
    expect(classes).toEqual([256, 686]);
  });

  it('is verified when the preempt channel drops at any time, late as it may be', async () => {
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

  it('has a default of three pages, three writes, two background syncs, for each log discipline', () => {
    const defaults = engineConfigurationsOf('default').map(({ scenario }) => scenario);
    expect(defaults.map(({ log }) => log)).toEqual(['immediate', 'manual-protect', 'tlb']);
    for (const { blocks, vcpus, ticks } of defaults) {
      expect(blocks.reduce((sum, { usedPages }) => sum + usedPages, 0)).toBe(3);
      expect(vcpus.flat()).toHaveLength(3);
      expect(ticks).toHaveLength(2);
    }
    expect(new Set(engineConfigurations.map(({ name }) => name)).size).toBe(
      engineConfigurations.length,
    );
  });

  it('goes on where it was broken off, and comes to the same', async () => {
    const name = 'small/tlb';
    const whole = await explore(name);
    let asked = 0;
    const broken = await explore(name, undefined, { onProgress: () => ++asked < 4 });
    expect(broken.verdict).toBe('incomplete');
    const nodes = (broken.nodes ?? []).map(storeNode);
    const resume = {
      progress: broken,
      nodes: (JSON.parse(JSON.stringify(nodes)) as typeof nodes).map(restoreNode),
    };
    const rest = await explore(name, undefined, { ...onward, resume });
    expect(rest.verdict).toBe('verified');
    expect([rest.classes, rest.executions]).toEqual([whole.classes, whole.executions]);
  });

  it('is not verified, but passes, within a bound on preemptions', async () => {
    const none = await explore('small/tlb', undefined, { ...onward, preemptionsMax: 0 });
    const two = await explore('small/tlb', undefined, { ...onward, preemptionsMax: 2 });
    expect([none.verdict, two.verdict]).toEqual(['passed', 'passed']);
    expect(none.executions).toBeLessThan(two.executions);
  });
});

describe('a bug', () => {
  // One for each property that a small engine can violate, and the configuration that shows it.
  const shown: Readonly<Record<string, string>> = {
    'seed-003-stale-shadow': 'page-path/immediate',
    'conditional-merge': 'small/manual-protect',
    'log-source-dropped': 'two-writers/immediate',
    'alignment-predicate': 'page-path/tlb',
    'no-rearm': 'small/tlb',
    'conditional-rearm': 'small/tlb',
    'clear-unfetched': 'small/manual-protect',
    'late-chunk-clear': 'torn-reads/manual-protect',
    'double-count': 'small/immediate',
    'completion-unlocked': 'small/tlb',
    'task-outlives-state': 'cancel/immediate',
    'overlap-unchecked': 'preempt/immediate',
    'interrupted-split': 'preempt-single-sender/immediate',
  };
  for (const [bug, name] of Object.entries(shown))
    it(`is found: ${bug} in ${name}`, async () => {
      const { verdict, violating } = await explore(name, bug);
      expect(verdict).toBe('violated');
      expect(violating?.length).toBeGreaterThan(0);
    });

  it('of the page path cannot be shown on the word path', async () => {
    const { verdict } = await explore('word-path/manual-protect', 'seed-003-stale-shadow');
    expect(verdict).toBe('verified');
  });
});

describe('explore --engine', () => {
  it('tells the story of what it finds, and files it', async () => {
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
    // Write, two background syncs, a send, and one more sync: nothing can be left out.
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

  it('goes on after Ctrl-C with what was left, and comes to the same', async () => {
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

  it('refuses to go on with what is of another engine, or lists nothing', async () => {
    const counts = { classes: 1, executions: 1, steps: 1, commutations: 0, nodes: [] };
    const one = { configuration: 'small/tlb', isDone: true, ...counts };
    const stored = { format: 'migcheck-exploration', version: 1, engine: 1 };
    for (const [explorations, complaint] of [
      [[one], /is of another engine/],
      [[], /explorations/],
      [[one, one], /listed twice/],
      [[{ ...one, configuration: 'small' }], /no configuration is called "small"/],
    ] as const) {
      const file = fileOf(JSON.stringify({ ...stored, explorations }));
      const { status, stderr } = await migcheck(['explore', '--engine', '--resume', file]);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^migcheck: [^\n]*\n$/);
      expect(stderr).toMatch(complaint);
    }
  });
});

interface Interrupted {
  readonly verdict: string;
  readonly file: string;
  readonly classes: number;
}

/** The command, stopped as by Ctrl-C after so many milliseconds. */
function exploreFor(ms: number, args: readonly string[]): ReturnType<typeof migcheck> {
  return migcheck(['explore', '--engine', ...args], { interruptAfterMs: ms });
}
