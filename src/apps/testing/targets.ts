import { createAccount } from '#base/identity/accounts.ts'
import { addPerson } from '#base/people/people.ts'
import { addPlaces } from '#base/places/places.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import type { Acting } from './cast.ts'
import { PASSWORD } from './cast.ts'
import type { Stage } from './scene.ts'

/** One side of a permission: a unit with one of each thing in it. */
export interface Side {
  readonly unitId: string
  readonly placeId: string
  readonly personId: string
  readonly accountId: string
}

/** Where a target is to be made, and by whom: `lead` holds every role at the top of the tree. */
export interface Here extends Side {
  readonly stage: Stage
  readonly lead: Acting
}

/**
 * How to make what an endpoint's permission is asked about, by the name of the field that names it. A capability adds
 * its own here; the matrix says when one is missing.
 */
export const targets: Readonly<Record<string, (here: Here) => Promise<string>>> = {
  unitId: async here => here.unitId,
  placeId: async here => here.placeId,
  personId: async here => here.personId,
  accountId: async here => here.accountId,
}

/** A place, a person and an officer in the unit. */
export async function makeSide({ app }: Stage, name: string, unitId: string): Promise<Side> {
  return app.run(async ctx => {
    const [placeId] = await addPlaces(ctx, [{ kind: 'office', name: `Cơ quan ${name}`, unitId }])
    const personId = await addPerson(ctx, { fullName: `Nguyễn Văn ${name}`, birthDate: '1990', unitId })
    const login = `canbo.${unitId.slice(0, 8)}`
    const accountId = await createAccount(ctx, {
      kind: 'officer',
      name: `Cán bộ ${name}`,
      login,
      password: PASSWORD,
      unitId,
    })
    return { unitId, placeId: placeId as string, personId, accountId }
  })
}

export const TOP = COUNTRY_ID
