import { ActionIcon, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { TypedFrom } from '#base/lists/web/typed-from.tsx'
import { RestrictedNotice, RestrictedTag } from '#base/people/web/restricted.tsx'
import { useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Notice, type Refused, Tag } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import type { CaseView, Contact, Meeting } from '../contract.ts'
import { api, type Decision } from './api.ts'
import { DecideDialog, useDecisionKeys } from './decide.tsx'
import { ExposureTag, StateTag } from './tags.tsx'
import { howOf, minutesOf } from './text.ts'

interface DetailProps {
  readonly file: CaseView
  readonly contact: Contact
  readonly refused: Refused
  /** Told whether the contact leaves a list of the given state. */
  readonly onDecided: (leaves: (state: string) => boolean) => void
  readonly onClose: () => void
}

/** The evidence about one contact, beside the list. */
export function ContactDetail({ file, contact, refused, onDecided, onClose }: DetailProps) {
  const t = useWords()
  const f = useFormat()
  const [asking, setAsking] = useState<Decision>()
  useDecisionKeys(refused.why === undefined && asking === undefined ? setAsking : undefined)
  const { state, generation } = contact
  return (
    <section className="tr-contact" aria-label={contact.name}>
      <header>
        <div>
          <h2>
            <Link to={`/people?open=${contact.personId}`}>{contact.name}</Link>
          </h2>
          <p>{[contact.birthYear, contact.unitName].filter(Boolean).join(' · ')}</p>
        </div>
        <ActionIcon className="tr-shut" aria-label={t('console.close')} onClick={onClose}>
          <Icon name="cross" size={18} />
        </ActionIcon>
      </header>
      <p className="tr-row">
        <ExposureTag exposure={contact.exposure} />
        <StateTag contact={contact} />
        <RestrictedTag of={contact} />
        {contact.caseNumber ? <Tag strong>{t('tracing.web.isCase', { number: contact.caseNumber })}</Tag> : null}
      </p>
      <p className="tr-sum">
        <strong>{minutesOf(t, f, contact)}</strong> · {howOf(t, contact)}
      </p>
      {contact.restricted ? <RestrictedNotice /> : null}
      <Evidence contact={contact} />
      {contact.how === 'named' ? <TypedFrom kind="contact" id={contact.id} /> : null}
      {contact.reason ? (
        <div>
          <h3>{t(contact.state === 'review' ? 'tracing.web.named.told' : 'tracing.web.decide.reason')}</h3>
          <p>{contact.reason}</p>
        </div>
      ) : null}
      {contact.reachedAt ? (
        <p className="tr-place">
          <Icon name="phone" size={16} />
          {t('tracing.web.reached.at', { at: f.instant(contact.reachedAt) })}
        </p>
      ) : null}
      <div className="tr-verdict">
        {(['contact', 'dismissed', 'review'] as const)
          .filter(decision => decision !== state)
          .map(decision => (
            <ActionButton
              key={decision}
              wide
              kind={decision === 'contact' ? 'primary' : 'plain'}
              {...refused}
              onClick={() => setAsking(decision)}
            >
              {t(`tracing.web.decide.${decision}`, { generation, count: 1 })}
            </ActionButton>
          ))}
      </div>
      {asking ? (
        <DecideDialog
          file={file}
          rows={[contact]}
          decision={asking}
          onClose={() => setAsking(undefined)}
          onDone={() => onDecided(listed => listed !== '' && listed !== asking)}
        />
      ) : null}
    </section>
  )
}

/** When and where they were together. */
function Evidence({ contact }: { contact: Contact }) {
  const t = useWords()
  const f = useFormat()
  const isMet = contact.how === 'place'
  const { data, error, isPending } = useRead(
    api.tracing.meetings,
    { params: { contactId: contact.id } },
    { when: isMet },
  )
  if (!isMet)
    return (
      <div>
        <h3>{t('tracing.web.evidence')}</h3>
        <p>
          {t(`tracing.web.evidence.${contact.how}`, {
            from: f.instant(contact.metFrom),
            until: f.instant(contact.metUntil),
          })}
        </p>
      </div>
    )
  return (
    <div>
      <h3>{t('tracing.web.evidence')}</h3>
      {error ? <Notice tone="error" title={tell(t, error).title} /> : null}
      {isPending && !error ? [0, 1].map(i => <Skeleton key={i} height={40} mb={8} />) : null}
      {data?.meetings.length === 0 ? <p>{t('tracing.web.evidence.none')}</p> : null}
      <ol className="tr-meetings">
        {data?.meetings.map((meeting, i) => (
          <MeetingRow key={i} meeting={meeting} through={contact.generation > 1} />
        ))}
      </ol>
    </div>
  )
}

function MeetingRow({ meeting, through }: { meeting: Meeting; through: boolean }) {
  const t = useWords()
  const f = useFormat()
  const minutes = Math.round((Date.parse(meeting.until) - Date.parse(meeting.from)) / 60_000)
  return (
    <li>
      <p>
        <strong>{[meeting.place, meeting.area].filter(Boolean).join(' · ')}</strong>
      </p>
      <p>
        {f.dayShort(meeting.from)}, {f.time(meeting.from)} – {f.time(meeting.until)} · {f.minutes(minutes)}
      </p>
      <small>
        {[
          through ? t('tracing.web.how.through', { name: meeting.via }) : '',
          t(meeting.sameArea ? 'tracing.web.area.same' : 'tracing.web.area.other'),
          meeting.estimated ? t('tracing.web.estimated') : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </li>
  )
}
