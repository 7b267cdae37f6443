import type { Context } from '#core/app.ts'

export interface StaffRow {
  readonly grantId: string
  readonly accountId: string
  readonly name: string
  readonly phone: string | null
  readonly role: 'place-manager' | 'place-staff'
}

/** Who may scan at a place or manage it now. */
export async function staffOf({ sql, app, now }: Context, placeId: string): Promise<StaffRow[]> {
  const rows = await sql<(Omit<StaffRow, 'phone'> & { phoneSealed: Buffer | null })[]>`
    select g.id as grant_id, g.account_id, a.name, a.phone_sealed, g.role
    from identity.role_grant g join identity.account a on a.id = g.account_id
    where g.place_id = ${placeId} and g.since <= ${now} and (g.until is null or g.until > ${now})
    order by g.role, a.name_sort`
  return rows.map(({ phoneSealed, ...row }) => ({
    ...row,
    phone: phoneSealed ? app.keyring.decrypt(phoneSealed) : null,
  }))
}

export interface VisitRow {
  readonly place: string
  readonly unit: string | null
  readonly inAt: Date
  readonly outAt: Date | null
}

export const visitsOf = ({ sql }: Context, personIds: readonly string[]): Promise<VisitRow[]> => sql<VisitRow[]>`
  select p.name as place, u.full_name as unit, v.in_at, v.out_at
  from timeline.visit v
  join places.place p on p.id = v.place_id
  left join units.unit u on u.id = v.unit_id
  where v.person_id = any(${personIds as string[]}::uuid[])
  order by v.in_at desc limit 200`

/** Visits begun at a place since `since`, and how many of them ended. */
export async function countVisits({ sql }: Context, placeId: string, since: Date) {
  const [row] = await sql<{ entered: number; left: number }[]>`
    select count(*) as entered, count(out_at) as left from timeline.visit
    where place_id = ${placeId} and in_at >= ${since}`
  return row ?? { entered: 0, left: 0 }
}
