const { default: Sequencer } = require('@jest/test-sequencer');

/** The kinds whose files take longest come first. */
const ORDER = ['browser', 'faults', 'integration', 'unit'];

/**
 * On a fresh clone Jest knows no durations and goes by the size of the files: the browser tests, which are one short file
 * that takes minutes, came last and left a core idle. Within a kind, Jest's own order stays.
 */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const rank = ({ context }) => ORDER.indexOf(context.config.displayName?.name);
    const sorted = await super.sort(tests);
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
};
