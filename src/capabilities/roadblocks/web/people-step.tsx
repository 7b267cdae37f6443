import { useState } from 'react'
import { parseCode, type ScannedCode } from '#base/people/codes.ts'
import { newId } from '#core/ids.ts'
import { useWords } from '#core/web/words.tsx'
import { Button, Card, ErrorSummary, type FieldFault, Notice, Page, Row, Rows, TextField } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { Camera } from '#kit/scan/camera.tsx'
import { feedback } from '#kit/scan/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { Known } from '../contract.ts'
import type { VehicleKind } from '../rules.ts'
import { api } from './api.ts'
import { type Change, type Draft, type Person, withPatch, withPerson } from './draft.ts'
import { NewPerson } from './new-person.tsx'
import type { Standing } from './post.tsx'
import './roadblocks.css'

interface PeopleStepProps {
  readonly post: Standing
  readonly draft: Draft
  readonly back: string
  readonly onChange: (patch: Change) => void
  readonly onNext: () => void
}

/** Vehicles with a transport permit on the windscreen. */
const CARRIES: readonly VehicleKind[] = ['truck', 'container', 'coach']

type Read = Exclude<ScannedCode, { kind: 'poster' } | { kind: 'unknown' }>
const isPersons = (code: ScannedCode): code is Read => code.kind !== 'poster' && code.kind !== 'unknown'
const nameIn = (code: Read): string => ('name' in code ? code.name : '')

/** Who is in the vehicle: by the camera, by a number or a name, or typed. The first one drives. */
export function PeopleStep({ post, draft, back, onChange, onNext }: PeopleStepProps) {
  const t = useWords()
  const [scanning, setScanning] = useState(false)
  const [entering, setEntering] = useState(false)
  const [said, setSaid] = useState('')
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const { people } = draft

  const add = (one: Person): boolean => {
    const next = withPerson(people, one)
    setSaid(next ? '' : t('roadblocks.web.people.twice'))
    if (next) onChange({ people: next })
    setFaults([])
    return next !== undefined
  }

  /** What the code says is enough to go on; what the register says is added when the network answers. */
  const addCode = (text: string, code: Read) => {
    const key = newId()
    if (!add({ key, code: text, name: nameIn(code) || t('roadblocks.web.person') })) return
    void find(post.id, text).then(
      ({ people: [known] }) =>
        known && onChange(before => ({ people: withPatch(before.people, key, registered(known)) })),
      () => undefined,
    )
  }

  const read = (text: string) => {
    const code = parseCode(text)
    feedback(code.kind === 'poster' ? 'stop' : 'ok')
    if (isPersons(code)) return addCode(text, code)
    if (code.kind === 'poster') return setSaid(t('roadblocks.web.people.poster'))
    // A code that is no person's is that of the transport permit on the windscreen.
    onChange({ permit: text.slice(0, 300) })
    setSaid(t('roadblocks.web.permit.read'))
  }

  return (
    <Page title={t('roadblocks.web.people')} back={back} {...(draft.plate ? { intro: draft.plate.text } : {})}>
      <ErrorSummary faults={faults} />
      {people.length === 0 ? (
        <p className="s-hint">{t('roadblocks.web.people.none')}</p>
      ) : (
        <PeopleList people={people} onChange={next => onChange({ people: next })} />
      )}
      {scanning ? (
        <div className="rb-camera">
          <Camera onText={read} held={false} />
        </div>
      ) : null}
      <p role="status" className="rb-said">
        {said}
      </p>
      <Button kind="secondary" icon="qr" onClick={() => setScanning(!scanning)}>
        {t(scanning ? 'roadblocks.web.people.scan.stop' : 'roadblocks.web.people.scan')}
      </Button>
      <Finder roadblockId={post.id} onFound={known => add(personOf(known))} onCode={addCode} />
      {entering ? (
        <NewPerson
          onAdd={one => {
            if (add(one)) setEntering(false)
          }}
          onCancel={() => setEntering(false)}
        />
      ) : (
        <Button kind="quiet" icon="plus" onClick={() => setEntering(true)}>
          {t('roadblocks.web.people.new')}
        </Button>
      )}
      {CARRIES.includes(draft.vehicle) || draft.permit ? (
        <TextField
          name="permit"
          label={t('roadblocks.web.permit')}
          hint={t('roadblocks.web.permit.hint')}
          value={draft.permit}
          onChange={permit => onChange({ permit })}
          maxLength={300}
        />
      ) : null}
      {entering ? null : (
        <div className="s-action">
          <Button
            onClick={() =>
              people.length > 0 ? onNext() : setFaults([{ field: 'find', message: t('roadblocks.web.people.missing') }])
            }
          >
            {t('roadblocks.web.next')}
          </Button>
        </div>
      )}
    </Page>
  )
}

const registered = ({ name, birthYear, identity, seeHealthStaff }: Known) => ({
  name,
  birthYear: birthYear ?? undefined,
  identity,
  seeHealthStaff,
})
const personOf = ({ ref, name, birthYear, seeHealthStaff }: Known): Person => ({
  key: newId(),
  ref,
  name,
  seeHealthStaff,
  birthYear: birthYear ?? undefined,
})

const find = (roadblockId: string, q: string) => api.roadblocks.find({ params: { roadblockId }, body: { q } })

function PeopleList({
  people,
  onChange,
}: {
  people: readonly Person[]
  onChange: (people: readonly Person[]) => void
}) {
  const t = useWords()
  return (
    <Card flush>
      <Rows>
        {people.map((one, i) => (
          <Row
            key={one.key}
            icon="person"
            title={one.name}
            detail={[
              t(i === 0 ? 'roadblocks.driver' : 'roadblocks.passenger'),
              one.birthYear ? t('roadblocks.web.people.born', { year: one.birthYear }) : '',
              one.identity ? t(`roadblocks.web.people.identity.${one.identity}`) : '',
            ]
              .filter(Boolean)
              .join(' · ')}
            end={
              <span className="rb-tools">
                {i > 0 ? (
                  <button
                    type="button"
                    aria-label={t('roadblocks.web.people.drives', { name: one.name })}
                    onClick={() => onChange([one, ...people.filter(other => other !== one)])}
                  >
                    <Icon name="up" />
                  </button>
                ) : null}
                <button
                  type="button"
                  aria-label={t('roadblocks.web.people.remove', { name: one.name })}
                  onClick={() => onChange(people.filter(other => other !== one))}
                >
                  <Icon name="trash" />
                </button>
              </span>
            }
          />
        ))}
      </Rows>
    </Card>
  )
}

interface FinderProps {
  readonly roadblockId: string
  readonly onFound: (known: Known) => boolean
  readonly onCode: (text: string, code: Read) => void
}

/** By a number or the name with the year; a hand scanner types here too. */
function Finder({ roadblockId, onFound, onCode }: FinderProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const [found, setFound] = useState<readonly Known[]>([])
  const [said, setSaid] = useState('')
  const [busy, setBusy] = useState(false)
  const needs = useNeeds({ find: text.trim() !== '' || t('roadblocks.web.people.find.missing') })
  const submit = () => {
    if (busy) return
    const q = text.trim()
    const code = parseCode(q)
    setFound([])
    setSaid('')
    if (isPersons(code)) {
      onCode(q, code)
      return setText('')
    }
    setBusy(true)
    void find(roadblockId, q)
      .then(({ people, narrow }) => {
        setFound(people)
        if (people.length === 0) setSaid(t(`roadblocks.web.people.find.${narrow ? 'narrow' : 'none'}`))
      })
      .catch((problem: unknown) => setSaid(tell(t, problem).title))
      .finally(() => setBusy(false))
  }
  return (
    <form className="s-form rb-find" {...needs.form(submit)}>
      <TextField
        name="find"
        label={t('roadblocks.web.people.find')}
        error={needs.of('find')}
        value={text}
        onChange={setText}
        input={{ enterKeyHint: 'search', autoCorrect: 'off', spellCheck: false }}
      />
      <Button type="submit" kind="secondary" icon="search" busy={busy && t('roadblocks.web.looking')}>
        {t('roadblocks.web.people.find.do')}
      </Button>
      {said ? <Notice title={said} /> : null}
      {found.length > 0 ? (
        <Card flush>
          <Rows>
            {found.map(known => (
              <Row
                key={known.ref}
                icon="plus"
                title={known.name}
                detail={known.birthYear ? t('roadblocks.web.people.born', { year: known.birthYear }) : undefined}
                onClick={() => {
                  if (!onFound(known)) return
                  setFound([])
                  setText('')
                }}
              />
            ))}
          </Rows>
        </Card>
      ) : null}
    </form>
  )
}
