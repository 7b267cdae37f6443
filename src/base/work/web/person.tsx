import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { people } from '#base/people/contract.ts'
import { NotShown } from '#base/people/web/console-purpose.tsx'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Facts, Panel, PhoneLink } from '#kit/console/index.ts'

const api = browserApi({ people })
const READ = 'people.read'

/**
 * How to reach the person an item is about. Asked for, because every look at somebody's data is written down with its
 * purpose; not offered to who has no such right, as those who answer for the work and not for the person.
 */
export function Person({ personId }: { personId: string }) {
  const t = useWords()
  const f = useFormat()
  const { can } = useSession()
  const [asked, setAsked] = useState(false)
  const [purpose, setPurpose] = useState<string>()
  const query = purpose === undefined ? {} : { purpose }
  const { data, error, isFetching, refetch } = useRead(api.people.get, { params: { personId }, query }, { when: asked })
  if (!can(READ)) return null
  if (!asked || (!data && !error))
    return (
      <ActionButton icon="phone" busy={asked && isFetching} onClick={() => setAsked(true)}>
        {t('work.web.person.show')}
      </ActionButton>
    )
  if (!data) return <NotShown problem={error} again={() => void refetch()} onPurpose={setPurpose} />
  const born = data.birthDate && data.birthDate.length > 4 ? f.day(data.birthDate) : data.birthDate
  return (
    <Panel title={data.fullName}>
      <Facts
        facts={[
          [
            t('work.web.person.phone'),
            data.phone ? <PhoneLink key="phone" phone={data.phone} /> : t('work.web.person.noPhone'),
          ],
          [t('work.web.person.born'), born],
          [t('work.web.person.address'), [data.address, data.unitName].filter(Boolean).join(', ')],
        ]}
      />
    </Panel>
  )
}
