/**
 * The engine as a system. A run depends only on the scenario and the chosen threads, so the same scenario
 * and choices give the same run on any machine.
 */
import { layoutOf } from '../layout.ts';
import type { Scenario } from '../scenario.ts';
import type { System } from '../system.ts';
import { assembleAll } from './assemblies.ts';
import { EngineDriver } from './engine-driver.ts';
import { makeParts } from './engine-parts.ts';
import { makeThreads } from './engine-threads.ts';
import { engineViews } from './engine-views.ts';

export function openEngine(scenario: Scenario): System {
  const parts = makeParts(scenario);
  const assembled = assembleAll(parts, scenario);
  const { source, shared } = parts;
  return {
    driver: new EngineDriver(parts, makeThreads(assembled, scenario), scenario.ticks),
    views: engineViews(parts, assembled),
    trace: shared.trace,
    footprint: shared.footprint,
    layout: layoutOf(
      scenario,
      (block) => source.ram.blocks[block]?.takesWordPath(scenario.wordBits) === true,
    ),
  };
}
