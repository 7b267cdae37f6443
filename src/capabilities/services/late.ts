import { lateReasons, type Reason } from '#base/work/late.ts'
import { format } from '#core/format.ts'
import { say } from '#core/words.ts'

/** Why a dossier is late: what the apology said, or at which step it lies since when; who has that step. */
export const whyLate = lateReasons({
  kinds: ['services.dossier', 'services.feedback'],
  async reasons({ sql, locale }, items) {
    const ids = items.map(one => one.subjectId)
    const rows = await sql<
      { id: string; sorry: string | null; step: string | null; since: Date | null; by: string | null }[]
    >`
      select d.id, n.reason as sorry, s.name as step, s.began_at as since, a.name as by
      from services.dossier d
      left join services.notice n on n.dossier_id = d.id and n.kind = 'apology'
      left join lateral (
        select name, began_at, account_id from services.stage
        where dossier_id = d.id and ended_at is null order by id desc limit 1) s on true
      left join identity.account a on a.id = s.account_id
      where d.id = any(${ids}::uuid[])`
    const { day } = format(locale)
    return new Map(
      rows.map(({ id, sorry, step, since, by }): [string, Reason] => [
        id,
        {
          who: by,
          why: sorry ?? (step && since ? say(locale, 'services.late.lies', { step, since: day(since) }) : null),
        },
      ]),
    )
  },
})
