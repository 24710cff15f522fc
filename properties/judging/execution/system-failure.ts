/** An engine from elsewhere has thrown, wherever it was called from: its failure, not the judge's. */
export class SystemFailure extends Error {
  override readonly name = 'SystemFailure';
}
