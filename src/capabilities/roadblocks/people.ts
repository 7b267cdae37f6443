import { parsePhone } from '#base/identity/phone.ts'
import { parseCode } from '#base/people/codes.ts'
import { cleanNumber, isOldId, isPassport, isPersonalId } from '#base/people/identifiers.ts'
import { addPerson, findByIdentifier, type IdentifierKind, type Person } from '#base/people/people.ts'
import { searchPeople } from '#base/people/search.ts'
import type { Identity } from '#base/standing/contract.ts'
import { identify, identifyPerson } from '#base/standing/identify.ts'
import { isUnderOrders } from '#base/standing/levels.ts'
import type { App, Context } from '#core/app.ts'
import { tellShown } from '#core/audit.ts'
import { violated } from '#core/db/db.ts'
import { Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import type { Known, Traveller } from './contract.ts'

const REF = 'roadblocks.person'

/** More than these are nobody in particular: the year of birth is asked for. */
const MOST_FOUND = 5

/** Stands for somebody on a device that is not to know ids of the register, until it can be delivered no more. */
export const refOf = (app: App, personId: string, expires: Date): string => app.keyring.signLink(REF, personId, expires)

/** What the post is shown of somebody. */
export async function knownBy(app: App, personId: string, expires: Date, identity: Identity = 'unverified') {
  const { name, birthYear, level } = await identifyPerson(app, personId)
  return {
    ref: refOf(app, personId, expires),
    name,
    birthYear,
    identity,
    seeHealthStaff: isUnderOrders(level),
  } satisfies Known
}

/** By a code; by a number; by the name with the year of birth, and never by the name alone. */
export async function findFor(ctx: Context, q: string, unitId: string, expires: Date) {
  const { kind } = parseCode(q)
  if (kind === 'own' || kind === 'national' || kind === 'cccd' || kind === 'bhyt') {
    const found = await identify(ctx.app, q, unitId)
    tellShown(ctx, [found])
    return { people: [await knownBy(ctx.app, found.personId, expires, found.identity)], narrow: false }
  }
  const narrow = { people: [], narrow: true }
  tellShown(ctx, [])
  if (!/\d{4}/.test(q)) return narrow
  const { people, capped } = await searchPeople(ctx, q, { everywhere: true })
  if (capped || people.length > MOST_FOUND) return narrow
  tellShown(
    ctx,
    people.map(({ id }) => ({ personId: id })),
  )
  return { people: await Promise.all(people.map(one => knownBy(ctx.app, one.id, expires))), narrow: false }
}

export interface Met {
  readonly personId: string | null
  readonly method: string
  /** Why it is not sure who it was: the id of a problem. */
  readonly doubt: string | null
}

/**
 * Whom a traveller stands for. A code that says nobody does not keep a vehicle from being recorded: who it was is then open,
 * with the reason.
 */
export async function meet(app: App, { code, ref, typed }: Traveller, unitId: string): Promise<Met> {
  try {
    if (code) {
      const { personId, method, identity } = await identify(app, code, unitId)
      return { personId, method, doubt: identity === 'differs' ? 'roadblocks.differs' : null }
    }
    if (ref) {
      const personId = app.keyring.readLink(REF, ref, app.clock())
      return { personId: personId ?? null, method: 'known', doubt: personId ? null : 'roadblocks.ref-old' }
    }
    if (typed) return await enter(app, typed, unitId)
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return { personId: null, method: 'code', doubt: error.code }
  }
  return { personId: null, method: 'typed', doubt: 'roadblocks.nobody' }
}

type Typed = NonNullable<Traveller['typed']>

/** Somebody of the register by the number or the phone with the name; else entered as provisional. */
async function enter(app: App, typed: Typed, unitId: string): Promise<Met> {
  const { fullName, birthYear = null } = typed
  const number = numberOf(typed.idNumber)
  const phone = typed.phone ? parsePhone(typed.phone)?.e164 : undefined
  const isNamed = (one: Person) => nameKey(one.fullName) === nameKey(fullName)
  const find = async (ctx: Context): Promise<Met | undefined> => {
    const [held] = number ? await findByIdentifier(ctx, number.kind, number.value) : []
    if (held) return met(held.id, isNamed(held) ? null : 'roadblocks.differs')
    const reached = phone ? (await findByIdentifier(ctx, 'phone', phone)).find(isNamed) : undefined
    return reached && met(reached.id)
  }
  try {
    return await app.run(async ctx => {
      const found = await find(ctx)
      if (found) return found
      const identifiers = { ...(number ? { [number.kind]: number.value } : {}), ...(phone ? { phone } : {}) }
      return met(await addPerson(ctx, { fullName, birthDate: birthYear, unitId, provisional: true, identifiers }))
    })
  } catch (error) {
    // Two posts met the same newcomer in the same moment: the other one has entered them.
    if (violated(error) !== 'identifier_one_holder') throw error
    return enter(app, typed, unitId)
  }
}

const met = (personId: string, doubt: string | null = null): Met => ({ personId, method: 'typed', doubt })

function numberOf(written = ''): { kind: IdentifierKind; value: string } | undefined {
  const value = cleanNumber(written)
  if (isPersonalId(value)) return { kind: 'cccd', value }
  if (isOldId(value)) return { kind: 'cmnd', value }
  return isPassport(value) ? { kind: 'passport', value } : undefined
}
