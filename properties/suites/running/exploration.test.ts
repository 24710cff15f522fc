/** `explore --engine`: every interleaving of small engines, with and without bugs. */
import { describe, expect, it } from 'vitest';
import {
  engineConfigurations,
  engineConfigurationsOf,
} from '../../running/exploration/engine-configuration.ts';
import { restoreNode, storeNode } from '../../running/exploration/stored-node.ts';
import { explore, onward } from '../support/engine-explorations.ts';
import { fileOf, migcheck } from '../support/support.ts';

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

  it('has a default of three pages, three writes and two background syncs for each log discipline', () => {
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

  it('has the same result if its exploration is interrupted and resumed', async () => {
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
  // One bug for each property that a small engine can violate, with the configuration that shows it.
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
});

describe('explore --engine', () => {
  it('refuses to resume a file of another engine, or an invalid one', async () => {
    const counts = { classes: 1, executions: 1, steps: 1, commutations: 0, nodes: [] };
    const one = { configuration: 'small/tlb', isDone: true, ...counts };
    const stored = { format: 'migcheck-exploration', version: 1, engine: 1 };
    for (const [explorations, complaint] of [
      [[one], /run on another engine/],
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
