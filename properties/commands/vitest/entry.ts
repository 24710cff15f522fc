/** What `migcheck/vitest` is loaded through: nothing is judged by a build that is not of the sources. */
import { keepBuildFresh } from '../../keep-build-fresh.ts';
import type * as Entered from './migrates.ts';

await keepBuildFresh();
const module: typeof Entered = await import('./migrates.ts');
export const assertMigrates: typeof Entered.assertMigrates = module.assertMigrates;
export const migrates: typeof Entered.migrates = module.migrates;
