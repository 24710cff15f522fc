/** A second run of the same choices differed from the first: something depends on more than the choices. */
export class Nondeterminism extends Error {
  override readonly name = 'Nondeterminism';

  /** @param where - says where the two runs differ */
  constructor(where: string) {
    super(`possible nondeterminism: ${where}`);
  }
}
