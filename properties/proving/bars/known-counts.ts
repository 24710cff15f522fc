/** Configurations of the engine whose number of classes is known: all of them were run. */
import type { GuestOperation, Scenario } from '../../../impl/scenario.ts';
import type { EngineConfiguration } from '../../running/exploration/engine-configuration.ts';
import { engineConfigurationsOf } from '../../running/exploration/engine-configuration.ts';

export interface KnownCount {
  readonly configuration: EngineConfiguration;
  /** As counted by a search that ran to its end. */
  readonly classes: number;
}

const read = (page: number): GuestOperation => ({ kind: 'read', block: 0, page });
const write = (page: number): GuestOperation => ({ kind: 'write', block: 0, page });

function named(name: string): EngineConfiguration {
  const [configuration] = engineConfigurationsOf(name);
  if (configuration === undefined) throw new Error(`no configuration ${name}`);
  return configuration;
}

/** A configuration with more vCPUs, since the small ones of postcopy have few classes. */
function withVcpus(name: string, vcpus: Scenario['vcpus']): EngineConfiguration {
  const { scenario, ...rest } = named(name);
  return { ...rest, name: `${name} with ${vcpus.length} vCPUs`, scenario: { ...scenario, vcpus } };
}

export const knownCounts: readonly KnownCount[] = [
  { configuration: named('default/tlb'), classes: 46_097 },
  { configuration: named('default/immediate'), classes: 253_995 },
  { configuration: named('cancel/tlb'), classes: 131_067 },
  {
    configuration: withVcpus('postcopy/immediate', [
      [write(0), read(1)],
      [read(0)],
      [read(1)],
      [read(1)],
    ]),
    classes: 13_572,
  },
  {
    configuration: withVcpus('preempt/immediate', [[write(2), read(3)], [read(0)], [read(2)]]),
    classes: 86_924,
  },
];
