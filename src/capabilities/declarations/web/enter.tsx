import './declarations.css'
import { Button, SegmentedControl, Skeleton, TextInput } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { type Answers, faultsOf, pruned } from '#base/forms/shape.ts'
import { fits } from '#base/forms/web/fits.ts'
import { FormFields } from '#base/forms/web/form-fields.tsx'
import { useOwnArea } from '#base/identity/web/unit-field.tsx'
import { type PersonLine, tellApart } from '#base/people/web/console-api.ts'
import { FindPerson } from '#base/people/web/console-find.tsx'
import { NewPerson } from '#base/people/web/console-new-person.tsx'
import { dayOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useUnsaved } from '#core/web/router.tsx'
import { openFile } from '#core/web/save-file.ts'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, EmptyState, Notice, Page, Panel, ProblemState, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { typedTime } from '#kit/typed.ts'
import { type DeclarationKind, KINDS } from '../contract.ts'
import { api } from './api.ts'
import { useHeldText } from './held.tsx'

type How = 'staff' | 'paper'

/** Declare for somebody who is here, or type what they wrote on paper: one after the other, by keyboard. */
export function Enter() {
  const t = useWords()
  const inForce = useRead(api.declarations.kinds, {})
  const [chosen, setChosen] = useState<DeclarationKind>()
  const [how, setHow] = useState<How>('staff')
  // Papers come in piles of a day: the day stays from one to the next, the time is each one's own.
  const [day, setDay] = useState<string | null>(() => dayOf(new Date()))
  const [entered, setEntered] = useState(0)
  const kinds = inForce.data?.kinds.map(one => one.kind) ?? []
  const kind = chosen ?? KINDS.find(one => kinds.includes(one))
  return (
    <Page
      title={t('declarations.web.enter.title')}
      back={{ to: '/declarations', label: t('declarations.web.back') }}
      lead={entered > 0 ? <span role="status">{t('declarations.web.enter.count', { count: entered })}</span> : null}
      actions={kind ? <BlankForm kind={kind} /> : null}
    >
      {inForce.error ? <ProblemState problem={inForce.error} again={() => void inForce.refetch()} /> : null}
      {inForce.data && !kind ? <EmptyState icon="document" title={t('declarations.web.enter.none')} /> : null}
      {kind ? (
        <div className="k-stack">
          <div className="de-head">
            <SegmentedControl
              aria-label={t('declarations.web.kind')}
              data={kinds.map(value => ({ value, label: t(`declarations.web.kind.${value}`) }))}
              value={kind}
              onChange={value => setChosen(value as DeclarationKind)}
            />
            <SegmentedControl
              aria-label={t('declarations.web.enter.how')}
              data={(['staff', 'paper'] as const).map(value => ({
                value,
                label: t(`declarations.web.method.${value}`),
              }))}
              value={how}
              onChange={value => setHow(value as How)}
            />
          </div>
          <One
            key={`${entered} ${kind}`}
            kind={kind}
            paper={how === 'paper' ? { day, onDay: setDay } : undefined}
            onSaved={() => setEntered(entered + 1)}
          />
        </div>
      ) : null}
    </Page>
  )
}

/** The blank form, to print and hand out. */
function BlankForm({ kind }: { kind: DeclarationKind }) {
  const t = useWords()
  const unitId = useOwnArea('declarations.enter')
  const fetching = useWrite(api.forms.paper)
  return (
    <ActionButton
      icon="print"
      busy={fetching.isPending}
      onClick={() =>
        fetching.mutate(
          { params: { code: `declarations.${kind}` }, query: unitId ? { unitId } : {} },
          { onSuccess: file => openFile(file as Blob) },
        )
      }
    >
      {t('declarations.web.paper')}
    </ActionButton>
  )
}

interface OneProps {
  readonly kind: DeclarationKind
  /** Set when it is typed from a paper: the day on which that was filled in. */
  readonly paper: { readonly day: string | null; readonly onDay: (day: string | null) => void } | undefined
  readonly onSaved: () => void
}

function One({ kind, paper, onSaved }: OneProps) {
  const t = useWords()
  const [person, setPerson] = useState<PersonLine>()
  const [unknown, setUnknown] = useState<string>()
  const choose = (chosen: PersonLine | undefined) => {
    setPerson(chosen)
    setUnknown(undefined)
  }
  if (unknown !== undefined)
    return (
      <Panel title={t('declarations.web.enter.new')}>
        <NewPerson typed={unknown} onAdded={choose} onCancel={() => setUnknown(undefined)} />
      </Panel>
    )
  if (!person)
    return (
      <Panel>
        <FindPerson label={t('declarations.web.enter.who')} onPick={choose} onUnknown={setUnknown} autoFocus />
      </Panel>
    )
  return (
    <Panel
      title={
        <>
          {person.fullName} <span className="de-apart">{tellApart(t, person)}</span>
        </>
      }
      actions={
        <Button variant="default" size="compact-sm" flex="none" onClick={() => choose(undefined)}>
          {t('declarations.web.enter.other')}
        </Button>
      }
    >
      <Sheet key={person.id} kind={kind} person={person} paper={paper} onSaved={onSaved} />
    </Panel>
  )
}

function Sheet({ kind, person, paper, onSaved }: OneProps & { person: PersonLine }) {
  const t = useWords()
  const day = paper?.day ?? undefined
  const [time, setTime] = useState('')
  const filled = paper ? filledAt(paper.day, time) : undefined
  const form = useRef<HTMLFormElement>(null)
  const { data, error, refetch } = useRead(api.declarations.form, {
    params: { personId: person.id, kind },
    query: day ? { day } : {},
  })
  const say = useHeldText()
  const [given, setGiven] = useState<Answers>()
  const [tried, setTried] = useState(0)
  const [id] = useState(() => newId(new Date()))
  const saving = useWrite(api.declarations.declare, {
    refreshes: ['work'],
    done: ({ risk, held }) => {
      const saved = t('declarations.web.enter.saved', {
        name: person.fullName,
        risk: t(`declarations.web.risk.${risk}`),
      })
      sayDone([saved, ...held.map(say)].join('. '))
      onSaved()
    },
  })
  useUnsaved(given !== undefined && !saving.isSuccess, t('declarations.web.enter.leave'))
  const isReady = data !== undefined
  useEffect(() => {
    if (isReady) form.current?.querySelector<HTMLElement>('input')?.focus()
  }, [isReady])
  useEffect(() => {
    if (tried) form.current?.querySelector<HTMLElement>('[aria-invalid=true], [data-wrong] input')?.focus()
  }, [tried])
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={320} />
  const { content, version } = data.form
  const answers = pruned(content, given ?? data.before, fits)
  const faults = faultsOf(content, answers, fits, day ?? dayOf(new Date()))
  const save = () => {
    const lacksTime = paper !== undefined && !filled
    setTried(tried + 1)
    if (faults.length || lacksTime || saving.isPending) return
    saving.mutate({
      body: {
        id,
        personId: person.id,
        kind,
        version,
        answers,
        ...(filled ? { filledAt: filled } : {}),
      },
    })
  }
  const byKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
  }
  return (
    <form
      className="k-stack de-sheet"
      ref={form}
      noValidate
      onKeyDown={byKey}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        save()
      }}
    >
      {paper ? (
        <When
          {...paper}
          time={time}
          onTime={setTime}
          error={tried > 0 && !filled ? t('declarations.web.enter.filled.missing') : null}
        />
      ) : null}
      <FormFields
        content={content}
        answers={given ?? data.before}
        faults={tried > 0 ? faults : []}
        onChange={setGiven}
      />
      {saving.error ? <Notice tone="error" title={tell(t, saving.error).title} /> : null}
      <div className="de-foot">
        <p className="k-hint">{t('declarations.web.enter.keys')}</p>
        <Button type="submit" loading={saving.isPending}>
          {t('declarations.web.enter.save')}
        </Button>
      </div>
    </form>
  )
}

/** The instant at which a paper was filled in, where day and time can be read. */
function filledAt(day: string | null, typed: string): string | undefined {
  const time = typedTime(typed)
  return day && time ? new Date(`${day}T${time}:00+07:00`).toISOString() : undefined
}

interface WhenProps {
  readonly day: string | null
  readonly onDay: (day: string | null) => void
  readonly time: string
  readonly onTime: (time: string) => void
  readonly error: string | null
}

/** When the paper says it was filled in: that is when it counts from, not when it is typed. */
function When({ day, onDay, time, onTime, error }: WhenProps) {
  const t = useWords()
  const today = dayOf(new Date())
  return (
    <div className="de-when">
      <TextInput
        label={t('declarations.web.enter.time')}
        description={t('declarations.web.enter.time.hint')}
        value={time}
        error={error}
        autoComplete="off"
        onChange={event => onTime(event.currentTarget.value)}
        onBlur={() => onTime(typedTime(time) ?? time)}
      />
      <DayField
        label={t('declarations.web.enter.day')}
        description={t('declarations.web.enter.day.hint')}
        maxDate={today}
        value={day}
        onChange={onDay}
      />
    </div>
  )
}
