/** A second run of the same choices was not the same run: something depends on more than those. */
export class Nondeterminism extends Error {
  override readonly name = 'Nondeterminism';

  /** @param where - the two runs part */
  constructor(where: string) {
    super(`possible nondeterminism: ${where}`);
  }
}
