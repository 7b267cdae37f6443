import './tracing.css'
import { Skeleton } from '@mantine/core'
import { useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Notice, Panel, ProblemState } from '#kit/console/index.ts'
import { api } from './api.ts'
import { ExposureTag } from './tags.tsx'

/** In the commune's inbox: since when and how near. The case stays a number. */
export function FollowUpPart({ id }: { id: string }) {
  const t = useWords()
  const f = useFormat()
  const { data: contact, error, refetch } = useRead(api.tracing.followUp, { params: { contactId: id } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!contact || contact.id !== id) return <Skeleton height={168} />
  const { caseId, caseNumber } = contact
  return (
    <Panel title={t('tracing.web.follow')}>
      <div className="k-stack tr-follow">
        <Facts
          facts={[
            [
              t('tracing.web.follow.case'),
              caseId ? (
                <Link key="case" to={`/cases/${caseId}?tab=contacts`}>
                  {caseNumber}
                </Link>
              ) : (
                caseNumber
              ),
            ],
            [t('tracing.web.birth'), contact.birthYear],
            [t('tracing.web.exposure'), <ExposureTag key="exposure" exposure={contact.exposure} />],
            [t('tracing.web.follow.last'), f.instant(contact.metUntil)],
            [t('tracing.web.where'), contact.place ?? t(`tracing.web.how.${contact.how}`)],
          ]}
        />
        {contact.reason ? (
          <p className="tr-note">
            {t('tracing.web.decide.reason')}: {contact.reason}
          </p>
        ) : null}
        {contact.state === 'contact' ? null : <Notice icon="undo" title={t('tracing.web.follow.withdrawn')} />}
      </div>
    </Panel>
  )
}
