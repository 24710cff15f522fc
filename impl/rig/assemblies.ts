/** The mechanisms of which an engine is put together. */
import type { Assembly } from '../engine/assembly.ts';
import { backgroundSyncAssembly } from '../engine/mechanisms/background-sync/assemble.ts';
import { coreAssembly } from '../engine/mechanisms/core/assemble.ts';
import { postcopyAssembly } from '../engine/mechanisms/postcopy/assemble.ts';
import { preemptAssembly } from '../engine/mechanisms/preempt/assemble.ts';
import type { MechanismName } from '../mechanisms.ts';

/** Discards have no threads, and remember nothing of a page: they are a part of setup and of loading. */
export const assemblies: readonly Assembly[] = Object.values({
  core: coreAssembly,
  'background-sync': backgroundSyncAssembly,
  discards: { threads: () => [] },
  postcopy: postcopyAssembly,
  preempt: preemptAssembly,
} satisfies Readonly<Record<MechanismName, Assembly>>);
