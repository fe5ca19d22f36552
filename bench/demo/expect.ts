/** The service did not do what it promises. */
class ExpectationFailed extends Error {
  override readonly name = 'ExpectationFailed';
}

/** @throws ExpectationFailed with what was expected and what came instead */
export function expectThat(holds: boolean, expectation: string, seen: unknown): asserts holds {
  if (!holds) {
    const shown = typeof seen === 'string' ? seen : JSON.stringify(seen);
    throw new ExpectationFailed(`Expected that ${expectation}, but saw: ${shown}`);
  }
}
