import './console.css'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Facts,
  Notice,
  Page,
  PageSkeleton,
  Panel,
  PhoneLink,
  refusedBy,
  Tag,
  WithActions,
} from '#kit/console/index.ts'
import { api, type PersonView, tellApart } from './console-api.ts'
import { History } from './console-history.tsx'
import { Merge } from './console-merge.tsx'
import { NewPhone } from './console-phone.tsx'
import { isRestricted, NotShown } from './console-purpose.tsx'
import { PersonActions } from './person-actions.tsx'
import { RestrictedNotice, RestrictedTag } from './restricted.tsx'

/** One person of the register. Every look is audited, and the page says so. */
export function PersonDetail({ personId }: { personId: string }) {
  const t = useWords()
  const [purpose, setPurpose] = useState<string>()
  const query = purpose === undefined ? {} : { purpose }
  const { data: person, error, refetch } = useRead(api.people.get, { params: { personId }, query })
  const notShown = <NotShown problem={error} again={() => void refetch()} onPurpose={setPurpose} />
  if (isRestricted(error)) return <Page title={t('people.office.restricted.title')}>{notShown}</Page>
  if (error) return notShown
  if (!person || person.id !== personId) return <PageSkeleton />
  return (
    <Page
      title={person.fullName}
      lead={
        <>
          {tellApart(t, person)} {person.provisional ? <Tag strong>{t('people.office.provisional')}</Tag> : null}{' '}
          <RestrictedTag of={person} />
        </>
      }
    >
      <WithActions actions={<Actions person={person} />}>
        <Story person={person} purpose={purpose} />
      </WithActions>
    </Page>
  )
}

function Story({ person, purpose }: { person: PersonView; purpose: string | undefined }) {
  const t = useWords()
  const f = useFormat()
  const { birthDate } = person
  return (
    <>
      {person.restricted ? (
        <RestrictedNotice />
      ) : (
        <Notice icon="eye" title={t('people.office.audited')}>
          {t('people.office.audited.help')}
        </Notice>
      )}
      <Facts
        facts={[
          [t('people.office.phone'), person.phone ? <PhoneLink key="phone" phone={person.phone} /> : null],
          [t('people.office.id'), person.idNumber],
          [t('people.office.born'), birthDate && birthDate.length > 4 ? f.day(birthDate) : birthDate],
          [t('people.office.sex'), t(`people.office.sex.${person.sex}`)],
          [t('people.office.unit'), person.unitName],
          [t('people.office.address'), person.address || null],
        ]}
      />
      <Panel title={t('people.office.household')}>
        {person.household.length === 0 ? (
          <p className="pe-none">{t('people.office.household.none')}</p>
        ) : (
          <ul className="pe-home">
            {person.household.map(member => (
              <li key={member.id}>
                <Link to={`/people?open=${member.id}`} quiet>
                  {member.fullName}
                </Link>
                <span>{member.relation ? t(`people.office.relation.${member.relation}`) : ''}</span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <History personId={person.id} purpose={purpose} />
    </>
  )
}

function Actions({ person }: { person: PersonView }) {
  const t = useWords()
  const { can } = useSession()
  const [merging, setMerging] = useState(false)
  const [phoning, setPhoning] = useState(false)
  return (
    <>
      <PersonActions personId={person.id} />
      <ActionButton
        wide
        icon="people"
        {...refusedBy(t, can('people.merge') ? null : 'core.refused.verb', { verb: 'people.merge' })}
        onClick={() => setMerging(true)}
      >
        {t('people.office.merge')}
      </ActionButton>
      <ActionButton
        wide
        icon="phone"
        {...refusedBy(t, can('people.write') ? null : 'core.refused.verb', { verb: 'people.write' })}
        onClick={() => setPhoning(true)}
      >
        {t('people.office.newPhone')}
      </ActionButton>
      {phoning ? <NewPhone person={person} onClose={() => setPhoning(false)} /> : null}
      {merging ? <Merge person={person} onClose={() => setMerging(false)} /> : null}
    </>
  )
}
