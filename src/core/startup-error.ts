/**
 * Saola cannot start, and the reader of the terminal can do something about it. The message is one whole sentence
 * (what is wrong, and what to do); it is shown as it is, without a stack.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError'
}
