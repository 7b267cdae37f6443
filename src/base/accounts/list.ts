import { type Contact, createOfficers, isLogin, loginOf, loginsLike, phoneIndex } from '#base/identity/accounts.ts'
import { addGrant, reachesGrant } from '#base/identity/grants.ts'
import { loginFrom } from '#base/identity/login-from.ts'
import { ROLE_NAMES, ROLES, type RoleName } from '#base/identity/roles.ts'
import { BadCell } from '#base/lists/cells.ts'
import { readDay } from '#base/lists/dates.ts'
import {
  type Fault,
  type List,
  type Loading,
  list,
  optional,
  type Reader,
  type ReadRow,
  reachOf,
  required,
} from '#base/lists/list.ts'
import { named, unit } from '#base/lists/readers.ts'
import { personColumns } from '#base/people/list-cells.ts'
import { addDays, startOf } from '#core/clock.ts'
import { FRESH } from '#core/contract.ts'
import { nameKey } from '#core/text.ts'
import { LOCALES, say } from '#core/words.ts'
import { type Made, tellCodes } from './activation.ts'
import { ADMINISTER } from './flows.ts'
import { freeLogin, judge, type Known, type Row } from './rules.ts'

const LONGEST_NAME = 100
const LONGEST_EMAIL = 200

const login: Reader<string> = written => {
  const found = loginOf(written)
  if (!isLogin(found)) throw new BadCell('identity.login-invalid')
  return found
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/

export const isEmail = (text: string): boolean => text.length <= LONGEST_EMAIL && EMAIL.test(text)

const email: Reader<string> = written => {
  if (!isEmail(written)) throw new BadCell('accounts.list.email-invalid')
  return written.toLowerCase()
}

/** What people write besides the names that the pages show. */
const ROLE_WORDS: Readonly<Record<string, RoleName>> = {
  'quan tri': 'administrator',
  'ho tro': 'helpdesk',
  'to cong nghe': 'helpdesk',
  'truy vet': 'tracer',
  'dieu tra vien': 'tracer',
  'y te': 'health-officer',
  'nhan vien y te': 'health-officer',
  'tram y te': 'health-officer',
  'van thu': 'clerk',
  'chuyen vien': 'specialist',
  'chu tich': 'commune-chair',
  'chu tich xa': 'commune-chair',
  'chu tich phuong': 'commune-chair',
}

let roleWords: ReadonlyMap<string, RoleName> | undefined

/** Roles by the names that the pages show, in both languages, and by other words for them. */
function rolesByWord(): ReadonlyMap<string, RoleName> {
  roleWords ??= new Map([
    ...(Object.entries(ROLE_WORDS) as [string, RoleName][]),
    ...ROLE_NAMES.flatMap(role =>
      [role, ...LOCALES.map(locale => say(locale, `identity.role.${role}`))].map(
        word => [nameKey(word), role] as const,
      ),
    ),
  ])
  return roleWords
}

/** One role or several: `Cán bộ y tế; Điều tra viên`. The whole cell first: a name may have a comma of its own. */
const roles: Reader<readonly RoleName[]> = written => {
  const words = rolesByWord()
  const whole = words.get(nameKey(written))
  const found = whole ? [whole] : written.split(/[;,\n+]/).map(word => words.get(nameKey(word)))
  return [...new Set(found)].map(role => {
    if (!role) throw new BadCell('accounts.list.role')
    if (ROLES[role].scope !== 'area') throw new BadCell('accounts.list.role-place')
    return role
  })
}

/** The last day on which the rights hold; not one that is past. */
const lastDay: Reader<string> = (written, { order, today }, cell) => {
  const found = typeof cell === 'object' ? cell.day : readDay(written, order, today)
  if (!found) throw new BadCell('lists.cell.day')
  if (found < today) throw new BadCell('accounts.list.past')
  return found
}

/** The officers of offices (danh sách cán bộ): an account each, with rights where they work, and a way to a password. */
export const officersList: List = list({
  kind: 'accounts.officers',
  verb: ADMINISTER,
  fresh: FRESH,
  columns: {
    name: required({ headings: personColumns.name.headings, read: named(LONGEST_NAME) }),
    unit: required({
      headings: ['don vi', 'co quan', 'ma don vi', 'noi lam viec', 'xa', 'phuong', 'xa phuong', 'unit'],
      read: unit,
    }),
    role: required({ headings: ['vai tro', 'quyen', 'nhiem vu', 'role', 'roles'], read: roles }),
    login: optional({ headings: ['ten dang nhap', 'tai khoan', 'login', 'username'], read: login }),
    phone: optional(personColumns.phone),
    email: optional({ headings: ['email', 'e mail', 'thu dien tu', 'hop thu'], read: email, isPrivate: true }),
    until: optional({ headings: ['den ngay', 'het han', 'han dung', 'valid until', 'until'], read: lastDay }),
  },
  passes: [
    async (rows, ctx) => {
      const refused = await beyond(ctx, rows)
      const out = new Set(refused.map(fault => fault.line))
      const allowed = rows.filter(({ line }) => !out.has(line))
      const { fresh, known, faults } = await sorted(ctx, allowed)
      const remarks = await enterOfficers(ctx, fresh)
      return { added: fresh.length, known, refused: [...refused, ...faults], remarks }
    },
  ],
})

interface Officer {
  readonly name: string
  readonly unit: string
  readonly role: readonly RoleName[]
  readonly login: string | undefined
  readonly phone: string | undefined
  readonly email: string | undefined
  readonly until: string | undefined
}
type Line = ReadRow<Officer>

/** Rows outside of the officer's area, and those with a role that is not theirs to give there. */
async function beyond(ctx: Loading, rows: readonly Line[]): Promise<Fault[]> {
  const isReached = reachOf(ctx, ADMINISTER)
  const asked = new Map<string, Promise<boolean>>()
  const mayGive = (role: RoleName, unitId: string) => {
    const key = `${role} ${unitId}`
    const answer = asked.get(key) ?? reachesGrant(ctx, role, { areaId: unitId })
    asked.set(key, answer)
    return answer
  }
  const faults: Fault[] = []
  for (const { line, row } of rows) {
    if (!isReached(row.unit)) faults.push({ line, column: 'unit', reason: 'lists.cell.outside' })
    else
      for (const role of row.role)
        if (!(await mayGive(role, row.unit))) faults.push({ line, column: 'role', reason: 'identity.grant-beyond' })
  }
  return faults
}

interface Fresh extends Line {
  readonly newLogin: string
}

/** Which rows are new, each with a login that nobody has, and which are accounts there are. */
async function sorted(ctx: Loading, rows: readonly Line[]) {
  const known = await accountsLike(ctx, rows)
  const taken = await loginsLike(ctx, [
    ...new Set(rows.map(({ row }) => row.login ?? freeLogin(loginFrom(row.name), NONE))),
  ])
  const wanted = new Set(rows.flatMap(({ row }) => row.login ?? []))
  const claimed = new Set<string>()
  const fresh: Fresh[] = []
  const faults: Fault[] = []
  let count = 0
  for (const { line, row } of rows) {
    const asked = rowOf(ctx, row)
    const judged = judge(asked, known, claimed)
    if (judged.is === 'refused') {
      faults.push({ line, column: judged.column, reason: judged.reason })
      continue
    }
    if (judged.is === 'known') {
      count++
      claimed.add(judged.login)
      continue
    }
    // A login that another row of the file asks for is not given to somebody who asked for none.
    const newLogin = row.login ?? freeLogin(loginFrom(row.name), new Set([...taken, ...wanted]))
    taken.add(newLogin)
    claimed.add(newLogin)
    known.push({ ...asked, login: newLogin })
    fresh.push({ line, row, newLogin })
  }
  return { fresh, known: count, faults }
}

const NONE: ReadonlySet<string> = new Set()

const rowOf = (ctx: Loading, { name, unit: unitId, login: given, phone }: Officer): Row => ({
  unitId,
  name: nameKey(name),
  login: given,
  phone: phone === undefined ? undefined : phoneIndex(ctx, phone).toString('hex'),
})

/** The accounts of the same names in the same units, and those with the logins that are asked for. */
async function accountsLike(ctx: Loading, rows: readonly Line[]): Promise<Known[]> {
  const found = await ctx.sql<{ unitId: string; name: string; login: string; phone: string | null }[]>`
    select unit_id, name_key as name, login, encode(contact_index, 'hex') as phone from identity.account
     where kind = 'officer' and (
       login = any(${rows.flatMap(({ row }) => row.login ?? [])}::text[])
       or (unit_id, name_key) in (select * from unnest(
            ${rows.map(({ row }) => row.unit)}::uuid[], ${rows.map(({ row }) => nameKey(row.name))}::text[])))
     order by created_at, id`
  return found.map(one => ({ ...one, phone: one.phone ?? undefined }))
}

/** Makes the accounts with their rights, and tells those who can be told; the others are remarked: they need a slip. */
async function enterOfficers(ctx: Loading, fresh: readonly Fresh[]): Promise<Fault[]> {
  if (!fresh.length) return []
  const contact = ({ phone, email: mail }: Officer): Contact => ({ phone, email: mail })
  const ids = await createOfficers(
    ctx,
    fresh.map(({ row, newLogin }) => ({ name: row.name, login: newLogin, unitId: row.unit, contact: contact(row) })),
  )
  const told: Made[] = []
  const remarks: Fault[] = []
  for (const [i, { line, row, newLogin }] of fresh.entries()) {
    const accountId = ids[i] as string
    const until = row.until ? startOf(addDays(row.until, 1)) : null
    for (const role of row.role) await addGrant(ctx, { accountId, role, areaId: row.unit, until })
    if (row.phone || row.email) told.push({ accountId, login: newLogin, contact: contact(row) })
    else remarks.push({ line, column: 'phone', reason: 'accounts.list.slip' })
  }
  await tellCodes(ctx, told)
  return remarks
}
