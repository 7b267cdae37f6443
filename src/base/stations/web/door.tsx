import './stations.css'
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { Door } from '#base/identity/web/sign-in-console.tsx'
import { nameKey } from '#core/text.ts'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { EmptyState, Notice } from '#kit/console/states.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import type { Station } from '../contract.ts'
import { api } from './api.ts'

/** So many names are found by looking; more are searched. */
const SEEN_AT_ONCE = 8
const DIGITS = 6

type Person = Station['people'][number]

/** The door of a shared machine: one's name, then one's code. */
export function StationDoor({ station, onPassword }: { station: Station; onPassword: () => void }) {
  const t = useWords()
  const [person, setPerson] = useState<Person>()
  const [sought, setSought] = useState('')
  if (person) return <EnterCode person={person} onBack={() => setPerson(undefined)} onPassword={onPassword} />
  const words = nameKey(sought).split(' ').filter(Boolean)
  const found = station.people.filter(({ name }) => words.every(word => ` ${nameKey(name)}`.includes(` ${word}`)))
  return (
    <Door title={station.post} intro={station.unitName}>
      {station.people.length ? <p className="st-ask">{t('stations.web.who')}</p> : null}
      {station.people.length > SEEN_AT_ONCE ? (
        <TextInput
          aria-label={t('stations.web.find')}
          placeholder={t('stations.web.find')}
          leftSection={<Icon name="search" size={18} />}
          size="md"
          value={sought}
          onChange={event => setSought(event.currentTarget.value)}
        />
      ) : null}
      {found.length ? (
        <ul className="st-people">
          {found.map(one => (
            <li key={one.accountId}>
              <button type="button" onClick={() => setPerson(one)}>
                <span>{one.name}</span>
                <Icon name="next" size={18} />
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState
          icon="people"
          title={t(station.people.length ? 'stations.web.nobody.found' : 'stations.web.nobody')}
        >
          {t('stations.web.nobody.help')}
        </EmptyState>
      )}
      <Button variant="default" size="md" leftSection={<Icon name="key" size={18} />} onClick={onPassword}>
        {t('stations.web.password')}
      </Button>
    </Door>
  )
}

interface EnterProps {
  readonly person: Person
  readonly onBack: () => void
  readonly onPassword: () => void
}

function EnterCode({ person, onBack, onPassword }: EnterProps) {
  const t = useWords()
  const { enter } = useSession()
  const [code, setCode] = useState('')
  const entering = useWrite(api.stations.enter, { done: enter })
  const send = (digits: string) =>
    entering.mutate({ body: { accountId: person.accountId, code: digits } }, { onError: () => setCode('') })
  const type = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, DIGITS)
    setCode(digits)
    if (digits.length === DIGITS && !entering.isPending) send(digits)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.length === DIGITS && !entering.isPending) send(code)
  }
  return (
    <Door title={person.name} intro={t('stations.web.enter.intro')}>
      <form className="k-stack" onSubmit={submit}>
        {entering.error ? <Notice tone="error" title={tell(t, entering.error).title} /> : null}
        <TextInput
          label={t('stations.web.enter.code')}
          classNames={{ input: 'st-code' }}
          type="password"
          inputMode="numeric"
          autoComplete="off"
          autoFocus
          size="xl"
          maxLength={DIGITS}
          value={code}
          onChange={event => type(event.currentTarget.value)}
        />
        <p className="k-hint" role="status">
          {entering.isPending ? t('stations.web.enter.checking') : ''}
        </p>
      </form>
      <div className="st-other">
        <Button variant="default" leftSection={<Icon name="back" size={18} />} onClick={onBack}>
          {t('stations.web.enter.other')}
        </Button>
        <Button variant="default" leftSection={<Icon name="key" size={18} />} onClick={onPassword}>
          {t('stations.web.password')}
        </Button>
      </div>
    </Door>
  )
}
