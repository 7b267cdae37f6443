import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { dayOf } from '#core/clock.ts'
import { browserApi } from '#core/web/api.ts'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, ErrorSummary, Notice, Page } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import { people } from '../contract.ts'
import { isBirthFault, NO_BIRTH, readBirth } from './birth.ts'
import { BirthField } from './birth-field.tsx'

const api = browserApi({ people })

/**
 * A number may have passed on to somebody else: on a device that does not know the account, its holder says the birth
 * date, or that they are another. Nothing of the account is shown before.
 */
export function Holder() {
  const t = useWords()
  const { me, refresh, signOut } = useSession()
  const [parting, setParting] = useState(false)
  if (parting) return <NotMe onBack={() => setParting(false)} />
  return (
    <Page title={t('people.web.holder.title')} intro={t('people.web.holder.intro', { phone: me?.phone ?? '' })}>
      <ByBirth onKnown={() => void refresh()} />
      <Shared onDone={() => void refresh()} />
      <Button kind="quiet" onClick={() => setParting(true)}>
        {t('people.web.holder.notMe')}
      </Button>
      <Button kind="quiet" icon="signout" onClick={() => void signOut()}>
        {t('people.web.holder.leave')}
      </Button>
    </Page>
  )
}

function ByBirth({ onKnown }: { onKnown: () => void }) {
  const t = useWords()
  const [birth, setBirth] = useState(NO_BIRTH)
  const [fault, setFault] = useState<string>()
  const saying = useWrite(api.people.holder, { done: onKnown })
  const message = fault ?? (saying.error ? tell(t, saying.error).title : undefined)
  const submit = () => {
    const birthDate = readBirth(birth, dayOf(new Date()))
    const isWrong = isBirthFault(birthDate)
    setFault(isWrong ? t(`people.web.birth.${birthDate}`) : undefined)
    if (!isWrong) saying.mutate({ body: { birthDate } })
  }
  return (
    <>
      <ErrorSummary faults={message ? [{ field: 'birth', message }] : []} />
      <form
        className="s-form"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <BirthField
          name="birth"
          value={birth}
          onChange={setBirth}
          error={message}
          hint={t('people.web.holder.birth.hint')}
        />
        <Button type="submit" busy={saying.isPending && t('people.web.holder.checking')}>
          {t('people.web.holder.confirm')}
        </Button>
      </form>
    </>
  )
}

function Shared({ onDone }: { onDone: () => void }) {
  const t = useWords()
  const sharing = useWrite(api.people.sharePhone, { done: onDone })
  return (
    <>
      {sharing.error ? <Notice tone="error" title={tell(t, sharing.error).title} /> : null}
      <Button
        kind="secondary"
        busy={sharing.isPending && t('people.web.holder.checking')}
        onClick={() => sharing.mutate({})}
      >
        {t('people.web.holder.shared')}
      </Button>
    </>
  )
}

function NotMe({ onBack }: { onBack: () => void }) {
  const t = useWords()
  const { refresh } = useSession()
  const parting = useWrite(api.people.notMe, { done: () => void refresh() })
  return (
    <Page title={t('people.web.holder.notMe.title')} intro={t('people.web.holder.notMe.intro')}>
      {parting.error ? <Notice tone="error" title={tell(t, parting.error).title} /> : null}
      <Button
        kind="danger"
        busy={parting.isPending && t('people.web.holder.checking')}
        onClick={() => parting.mutate({})}
      >
        {t('people.web.holder.notMe.do')}
      </Button>
      <Button kind="secondary" onClick={onBack}>
        {t('people.web.holder.notMe.back')}
      </Button>
    </Page>
  )
}
