/** The suites run both the sources and the build, so the build is brought up to date before any of them. */
import { keepBuildFresh } from '../keep-build-fresh.ts';

export async function setup(): Promise<void> {
  await keepBuildFresh();
}
