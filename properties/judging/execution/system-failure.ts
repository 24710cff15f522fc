/** An external engine has thrown; wherever it was called from, the failure is the engine's, not the judge's. */
export class SystemFailure extends Error {
  override readonly name = 'SystemFailure';
}
