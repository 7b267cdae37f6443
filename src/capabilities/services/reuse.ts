import { entriesOf } from '#base/people/people.ts'
import type { Context } from '#core/app.ts'
import type { Owned } from './contract.ts'

interface OwnedRow {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly source: string
  readonly procedureCode: string
  readonly isResult: boolean
  readonly at: Date
}

/** Papers of earlier dossiers of a person that lie here as pictures, and results that were issued; the newest first. */
const rowsOf = async (ctx: Context, personId: string): Promise<OwnedRow[]> => {
  const entries = await entriesOf(ctx.sql, personId)
  return ctx.sql<OwnedRow[]>`
    select * from (
      select p.id, p.key, p.name, d.code as source, c.code as procedure_code, false as is_result, p.at
      from services.dossier d join services.paper p on p.dossier_id = d.id
      join services.procedure c on c.id = d.procedure_id
      where d.person_id = any(${entries}::uuid[])
        and exists (select from files.file f
                    where f.subject_kind = 'dossier-paper' and f.subject_id = p.id::text and f.removed_at is null)
      union all
      select d.id, 'result', r.title, r.number, c.code, true, r.issued_at
      from services.dossier d join services.result r on r.dossier_id = d.id and r.state = 'issued'
      join services.procedure c on c.id = d.procedure_id
      where d.person_id = any(${entries}::uuid[])) owned
    order by at desc limit 200`
}

/** What of it answers a requirement: the same paper handed in before, or the result of one of the procedures it names. */
export async function ownedFor(
  ctx: Context,
  personId: string,
  papers: readonly { readonly key: string; readonly resultOf?: readonly string[] | undefined }[],
): Promise<Owned[]> {
  const rows = await rowsOf(ctx, personId)
  return papers.flatMap(({ key, resultOf = [] }) => {
    const found = rows.find(row => (row.isResult ? resultOf.includes(row.procedureCode) : row.key === key))
    return found ? [{ ...ownedOf(found), key }] : []
  })
}

const ownedOf = ({ id, key, name, source, at }: OwnedRow): Owned => ({
  id,
  key,
  name,
  from: source,
  at: at.toISOString(),
})

/** All of it, each paper once. */
export async function storeOf(ctx: Context, personId: string): Promise<Owned[]> {
  const seen = new Set<string>()
  return (await rowsOf(ctx, personId))
    .filter(({ key, name, isResult, id }) => {
      const mark = isResult ? id : `${key} ${name}`
      return !seen.has(mark) && seen.add(mark)
    })
    .map(ownedOf)
}

/** Whether a paper or a result is that person's own. */
export async function mayReuse(ctx: Context, personId: string, id: string): Promise<boolean> {
  const entries = await entriesOf(ctx.sql, personId)
  const [row] = await ctx.sql<{ id: string }[]>`
    select d.id from services.dossier d
    where d.person_id = any(${entries}::uuid[])
      and (d.id = ${id} and exists (select from services.result r where r.dossier_id = d.id and r.state = 'issued')
        or exists (select from services.paper p where p.dossier_id = d.id and p.id = ${id}))`
  return row !== undefined
}
