/** The entry point of `migcheck/vitest`: rebuilds first if the sources have changed. */
import { keepBuildFresh } from '../../keep-build-fresh.ts';
import type * as Entered from './migrates.ts';

await keepBuildFresh();
const module: typeof Entered = await import('./migrates.ts');
export const assertMigrates: typeof Entered.assertMigrates = module.assertMigrates;
export const migrates: typeof Entered.migrates = module.migrates;
