import { useDeferredValue, useRef, useState } from 'react'
import { browserApi } from '#core/web/api.ts'
import { useNow, useOnline, useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, ProblemState, QrView, Skeleton } from '#kit/citizen/index.ts'
import { Switch } from '#kit/citizen/switch.tsx'
import { Icon } from '#kit/icon.tsx'
import { type MyPerson, people } from '../contract.ts'
import './home.css'

const api = browserApi({ people })

/** My code and those of my household, one swipe or tap apart. Read without a network, with their age shown. */
export function MyCodes() {
  const mine = useRead(api.people.mine, {}, { offline: true })
  const online = useOnline()
  if (!mine.data)
    return mine.error ? (
      <ProblemState problem={mine.error} again={() => void mine.refetch()} />
    ) : (
      <Skeleton block lines={2} />
    )
  if (mine.data.people.length === 0) return <NobodyYet />
  return <Codes people={mine.data.people} kept={!online || mine.isError ? mine.dataUpdatedAt : undefined} />
}

function NobodyYet() {
  const t = useWords()
  return (
    <Card>
      <EmptyState
        icon="qr"
        title={t('people.web.none.title')}
        action={<Button to="/khai-bao">{t('people.web.none.begin')}</Button>}
      >
        {t('people.web.none.text')}
      </EmptyState>
    </Card>
  )
}

function Codes({ people, kept }: { people: readonly MyPerson[]; kept: number | undefined }) {
  const t = useWords()
  const strip = useRef<HTMLElement>(null)
  const [seen, setSeen] = useState(0)
  const [full, setFull] = useState(false)
  const show = (n: number) => strip.current?.scrollTo({ left: n * strip.current.clientWidth })
  return (
    <div className="p-codes">
      {people.length > 1 ? <Names people={people} seen={seen} onShow={show} /> : null}
      <section
        className="p-strip"
        ref={strip}
        aria-label={t('people.web.codes')}
        tabIndex={people.length > 1 ? 0 : undefined}
        onScroll={({ currentTarget: { scrollLeft, clientWidth } }) => setSeen(Math.round(scrollLeft / clientWidth))}
      >
        {people.map(person => (
          <Code key={person.id} person={person} full={full} />
        ))}
      </section>
      <div className="p-under">
        <Switch
          label={t('people.web.full')}
          hint={t(full ? 'people.web.full.on' : 'people.web.full.off')}
          checked={full}
          onChange={setFull}
        />
        {kept ? <Kept at={kept} /> : null}
      </div>
    </div>
  )
}

function Names(props: { people: readonly MyPerson[]; seen: number; onShow: (n: number) => void }) {
  const t = useWords()
  return (
    <div className="p-names">
      {props.people.map((person, n) => (
        <button
          type="button"
          key={person.id}
          aria-current={n === props.seen ? 'true' : undefined}
          onClick={() => props.onShow(n)}
        >
          {n === 0 ? t('people.web.me') : shortName(person.fullName)}
        </button>
      ))}
    </div>
  )
}

function Code({ person, full }: { person: MyPerson; full: boolean }) {
  const t = useWords()
  const year = person.birthDate?.slice(0, 4)
  // The code on the screen stays until the other one is drawn.
  const text = useDeferredValue(full ? person.qrFull : person.qr)
  const facts = [year ? t('people.web.born', { year }) : '', person.unitName ?? ''].filter(Boolean)
  return (
    <div className="p-code">
      <QrView text={text} label={t('people.web.qr', { name: person.fullName })} />
      <p className="p-name">{person.fullName}</p>
      <p className="p-facts">{facts.join(' · ')}</p>
    </div>
  )
}

function Kept({ at }: { at: number }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  return (
    <p className="p-kept" role="status">
      <Icon name="offline" size={20} />
      <span>{t('people.web.kept', { age: f.ago(new Date(at), now) })}</span>
    </p>
  )
}

/** The given name with the middle name before it: what one is called at home. */
const shortName = (name: string): string => name.split(' ').slice(-2).join(' ')
