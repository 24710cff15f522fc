/** Pairs of binaries of different versions, and the machine types on which they agree. */
import type { QemuBinary, QemuPair } from '../../../impl/qemu/host.ts';
import type { MachineName, QemuScenario } from '../../../impl/qemu/scenario.ts';
import { compareVersions } from '../../../impl/qemu/version.ts';

/** Two binaries, as source and destination in either order. */
export type BothOrders = readonly [QemuPair, QemuPair];

/**
 * All pairs of different versions that have a machine type in common.
 *
 * @param machine - the only machine that the user wants; any if absent
 */
export function pairsOf(
  binaries: readonly QemuBinary[],
  machine?: MachineName,
): readonly BothOrders[] {
  return binaries.flatMap((one, at) =>
    binaries.slice(at + 1).flatMap((other): readonly BothOrders[] => {
      if (compareVersions(one.version, other.version) === 0) return [];
      const names =
        machine === undefined ? versioned : versioned.filter((name) => name === machine);
      const agree = names.length > 0 && names.every((name) => commonMachine(one, other, name));
      return agree ? [[pairOf(one, other), pairOf(other, one)]] : [];
    }),
  );
}

/** Why there is no pair. */
export function whyNoPairs(
  binaries: readonly QemuBinary[],
  machine: MachineName | undefined,
): string {
  if (new Set(binaries.map(({ version }) => version)).size < 2)
    return 'that needs two versions of QEMU (--versions with several names, or all)';
  if (machine !== undefined && !versioned.includes(machine))
    return `machine ${machine} has no versions on which the hosts could agree`;
  return 'the versions have no machine type in common';
}

/** The pair refuses what either binary refuses. */
export function pairOf(source: QemuBinary, destination: QemuBinary): QemuPair {
  const refuses = new Map([...source.refuses, ...destination.refuses]);
  return { ...source, refuses, destination };
}

/** The scenario on the newest machine type that both hosts have, if they are of different versions. */
export function onCommonMachine(scenario: QemuScenario, pair: QemuPair): QemuScenario {
  if (pair.destination === undefined) return scenario;
  const machineType = commonMachine(pair, pair.destination, scenario.machine);
  return machineType === undefined ? scenario : { ...scenario, machineType };
}

/** The machines whose types have versions. */
export const versioned: readonly MachineName[] = ['q35', 'pc'];

const PREFIXES: Readonly<Record<MachineName, string | undefined>> = {
  q35: 'pc-q35-',
  pc: 'pc-i440fx-',
  microvm: undefined,
};

/** @returns the newest type of this machine that both have, which is that of the older one */
function commonMachine(
  one: QemuBinary,
  other: QemuBinary,
  machine: MachineName,
): string | undefined {
  const prefix = PREFIXES[machine];
  if (prefix === undefined) return undefined;
  const versionIn = (type: string): string => type.slice(prefix.length);
  const common = (one.machineTypes ?? []).filter(
    (type) =>
      type.startsWith(prefix) &&
      /^\d+\.\d+$/.test(versionIn(type)) &&
      other.machineTypes?.includes(type) === true,
  );
  return common.toSorted((a, b) => compareVersions(versionIn(a), versionIn(b))).at(-1);
}
