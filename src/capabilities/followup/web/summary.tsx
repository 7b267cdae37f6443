import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Panel, ProblemState, Why } from '#kit/console/index.ts'
import { api } from './api.ts'

/** For who answers for the work and not for the person: how it goes, and nothing of what was said. */
export function Summary({ planId }: { planId: string }) {
  const t = useWords()
  const f = useFormat()
  const { data, error, refetch } = useRead(api.followup.summary, { params: { planId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return null
  const { from, until, progress, isCase, team, expected, answered, absent, lastOn } = data
  return (
    <Panel title={t('followup.web.course')}>
      <div className="k-stack">
        <Facts
          facts={[
            ...(isCase ? [[t('followup.web.state'), t('followup.web.case')] as const] : []),
            [t('followup.web.from'), f.day(from)],
            [t('followup.web.until'), f.day(until)],
            [t('followup.web.progress'), t('followup.web.day', progress)],
            [t('followup.web.team'), team],
            [t('followup.web.answered'), t('followup.web.summary.days', { answered, expected })],
            [t('followup.web.summary.last'), lastOn ? f.day(lastOn) : t('followup.web.summary.never')],
            [t('followup.day.absent'), t('followup.web.summary.times', { count: absent })],
          ]}
        />
        <Why why={t('followup.web.summary.only')} missing={{ verb: 'followup.read' }} />
      </div>
    </Panel>
  )
}
