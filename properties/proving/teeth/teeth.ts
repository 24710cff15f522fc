/** `npm run teeth`: begins once the build is known to be that of the sources. */
import { startFresh } from '../../keep-build-fresh.ts';

await startFresh(() => import('./run-teeth.ts'));
