import { lateReasons, type Reason } from '#base/work/late.ts'

/** Why work of an office is late: what was said last on a task. Of the other steps only who has them is known. */
export const whyLate = lateReasons({
  kinds: ['documents.task', 'documents.incoming', 'documents.draft', 'documents.opinion', 'documents.signature'],
  async reasons({ sql, app }, items) {
    const ids = items.filter(one => one.kind === 'documents.task').map(one => one.subjectId)
    const rows = await sql<{ id: string; note: Buffer | null; lead: string }[]>`
      select t.id, last.note, a.name as lead from documents.task t
      join identity.account a on a.id = t.lead_id
      left join lateral (
        select note from documents.task_note n where n.task_id = t.id and note is not null order by n desc limit 1) last
        on true
      where t.id = any(${ids}::uuid[])`
    return new Map(
      rows.map(({ id, note, lead }): [string, Reason] => [id, { who: lead, why: note && app.keyring.decrypt(note) }]),
    )
  },
})
