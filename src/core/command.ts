import type { Context } from './app.ts'

export type Print = (text: string) => void

/**
 * A command of `npx saola`. A module offers its own as `commands` in its `cli.ts`, under keys that begin with the
 * module's name: `'units import'`. Runs in one transaction, as the system.
 */
export interface Command {
  /** As it is typed: `saola units import FILE.csv --from YYYY-MM-DD`. */
  readonly usage: string
  readonly summary: string
  /** Resolves with the exit code; a problem it throws is said in words. */
  readonly run: (ctx: Context, args: readonly string[], print: Print) => Promise<number>
}

export type Commands = Readonly<Record<string, Command>>
