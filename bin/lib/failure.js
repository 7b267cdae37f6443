/** What the user can do something about: its message is one sentence, shown as it is, and Saola ends with code 1. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {{ killed?: boolean }} [options] killed: a signal ended what was being done, wherever it stood
   */
  constructor(message, { killed = false } = {}) {
    super(message)
    this.killed = killed
  }
}
