/** `npm run edits`: begins once the build is up to date. */
import { startFresh } from '../../keep-build-fresh.ts';

await startFresh(() => import('./run-edits.ts'));
