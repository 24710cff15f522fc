/** The suites run the build as well as the sources: before any of them, the one is made from the other. */
import { keepBuildFresh } from '../keep-build-fresh.ts';

export async function setup(): Promise<void> {
  await keepBuildFresh();
}
