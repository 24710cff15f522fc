/** `npm run screenshot`: begins once the build is known to be that of the sources. */
import { startFresh } from '../../../keep-build-fresh.ts';

await startFresh(() => import('./take-screenshot.ts'));
