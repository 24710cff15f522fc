/** An external engine has thrown; the failure is the engine's, even if the judge made the call. */
export class SystemFailure extends Error {
  override readonly name = 'SystemFailure';
}
