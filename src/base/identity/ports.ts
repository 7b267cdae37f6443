import type { Context } from '#core/app.ts'
import { service } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'

/**
 * For whom a person speaks: the household, themselves included, but nobody who is of age and has an account of their own.
 * Provided by the register of people.
 */
export const householdOf = service<(sql: Sql, personId: string, now: Date) => Promise<string[]>>('people.householdOf')

/** The names of places by id. Provided by the register of places. */
export const placeNames =
  service<(sql: Sql, placeIds: readonly string[]) => Promise<ReadonlyMap<string, string>>>('places.names')

/** A machine that several officers share: what is opened there ends soon. */
export interface SharedDevice {
  readonly deviceId: string
  /** Unused for so long a session ends. */
  readonly idleMs: number
  /** The longest a session lives. */
  readonly lifeMs: number
}

/** Which shared machine presents this, if any. Provided by the stations. */
export const sharedDevice =
  service<(ctx: Context, presented: string) => Promise<SharedDevice | undefined>>('identity.sharedDevice')

/** A code for a telephone, in E.164. Carried by the messages. */
export const sendCode =
  service<(ctx: Context, to: { phone: string }, values: { code: string; minutes: number }) => Promise<void>>(
    'identity.sendCode',
  )
