/** Assembles the mechanisms of an engine: the only list of their assemblies. */
import { endsAssembly } from '../engine/mechanisms/ends/assemble.ts';
import type { Assembled } from '../engine/assembly.ts';
import { assemble, nothingOwn } from '../engine/assembly.ts';
import { backgroundSyncAssembly } from '../engine/mechanisms/background-sync/assemble.ts';
import { coreAssembly } from '../engine/mechanisms/core/assemble.ts';
import { hintsAssembly } from '../engine/mechanisms/hints/assemble.ts';
import { postcopyAssembly } from '../engine/mechanisms/postcopy/assemble.ts';
import { preemptAssembly } from '../engine/mechanisms/preempt/assemble.ts';
import { recoveryAssembly } from '../engine/mechanisms/recovery/assemble.ts';
import { userfaultfdAssembly } from '../engine/mechanisms/userfaultfd/assemble.ts';
import type { EngineParts } from '../engine/parts.ts';
import type { MechanismName } from '../mechanisms.ts';
import type { Scenario } from '../scenario.ts';

export function assembleAll(parts: EngineParts, scenario: Scenario): readonly Assembled[] {
  const assembled: Readonly<Record<MechanismName, Assembled>> = {
    core: assemble(coreAssembly, parts, scenario),
    'background-sync': assemble(backgroundSyncAssembly, parts, scenario),
    // This mechanism has no threads and no records of a page: setup and loading implement it.
    discards: assemble({ make: nothingOwn, threads: () => [] }, parts, scenario),
    postcopy: assemble(postcopyAssembly, parts, scenario),
    preempt: assemble(preemptAssembly, parts, scenario),
    hints: assemble(hintsAssembly, parts, scenario),
    recovery: assemble(recoveryAssembly, parts, scenario),
    userfaultfd: assemble(userfaultfdAssembly, parts, scenario),
    ends: assemble(endsAssembly, parts, scenario),
  };
  return Object.values(assembled);
}
