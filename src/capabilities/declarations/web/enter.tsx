import './declarations.css'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react'
import { type AnswerFault, type Answers, faultsOf, pruned } from '#base/forms/shape.ts'
import { fits } from '#base/forms/web/fits.ts'
import { FormFields } from '#base/forms/web/form-fields.tsx'
import { useOwnArea } from '#base/identity/web/unit-field.tsx'
import { type PersonLine, tellApart } from '#base/people/web/console-api.ts'
import { FindPerson } from '#base/people/web/console-find.tsx'
import { dayOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useUnsaved } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, EmptyState, Notice, Page, Panel, ProblemState, sayDone } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { type DeclarationKind, KINDS } from '../contract.ts'
import { api } from './api.ts'

type How = 'staff' | 'paper'

/** Declare for somebody who is here, or type what they wrote on paper: one after the other, by keyboard. */
export function Enter() {
  const t = useWords()
  const inForce = useRead(api.declarations.kinds, {})
  const [chosen, setChosen] = useState<DeclarationKind>()
  const [how, setHow] = useState<How>('staff')
  const [filled, setFilled] = useState<string | null>(null)
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
            {how === 'paper' ? (
              <DateTimePicker
                label={t('declarations.web.enter.filled')}
                valueFormat="DD/MM/YYYY HH:mm"
                maxDate={new Date()}
                value={filled}
                onChange={setFilled}
                w={220}
              />
            ) : null}
          </div>
          <One
            key={`${entered} ${kind}`}
            kind={kind}
            paper={how === 'paper' ? { filled } : undefined}
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
          { onSuccess: file => openFile(file) },
        )
      }
    >
      {t('declarations.web.paper')}
    </ActionButton>
  )
}

const KEEP_MS = 60_000

/** In a tab of its own, where the browser prints it. */
function openFile(file: unknown): void {
  const url = URL.createObjectURL(file as Blob)
  window.open(url, '_blank', 'noopener')
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS)
}

interface OneProps {
  readonly kind: DeclarationKind
  /** Set when it is typed from a paper: when that was filled in. */
  readonly paper: { readonly filled: string | null } | undefined
  readonly onSaved: () => void
}

function One({ kind, paper, onSaved }: OneProps) {
  const t = useWords()
  const [person, setPerson] = useState<PersonLine>()
  return (
    <Panel title={t('declarations.web.enter.who')}>
      {person ? (
        <div className="k-stack">
          <div className="de-person">
            <span>
              <strong>{person.fullName}</strong> · {tellApart(t, person)}
            </span>
            <Button variant="default" size="compact-sm" onClick={() => setPerson(undefined)}>
              {t('declarations.web.enter.other')}
            </Button>
          </div>
          <Sheet key={person.id} kind={kind} person={person} paper={paper} onSaved={onSaved} />
        </div>
      ) : (
        <FindPerson label={t('declarations.web.enter.who')} onPick={setPerson} autoFocus />
      )}
    </Panel>
  )
}

function Sheet({ kind, person, paper, onSaved }: OneProps & { person: PersonLine }) {
  const t = useWords()
  const day = paper?.filled ? paper.filled.slice(0, 10) : undefined
  const { data, error, refetch } = useRead(api.declarations.form, {
    params: { personId: person.id, kind },
    query: day ? { day } : {},
  })
  const [given, setGiven] = useState<Answers>()
  const [faults, setFaults] = useState<readonly AnswerFault[]>([])
  const [noTime, setNoTime] = useState(false)
  const [id] = useState(() => newId(new Date()))
  const saving = useWrite(api.declarations.declare, {
    refreshes: ['work'],
    done: ({ risk }) => {
      sayDone(t('declarations.web.enter.saved', { name: person.fullName, risk: t(`declarations.web.risk.${risk}`) }))
      onSaved()
    },
  })
  useUnsaved(given !== undefined && !saving.isSuccess, t('declarations.web.enter.leave'))
  useEffect(() => {
    document.querySelector<HTMLElement>('.de-sheet input')?.focus()
  }, [])
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={320} />
  const { content, version } = data.form
  const answers = pruned(content, given ?? data.before, fits)
  const save = () => {
    const found = faultsOf(content, answers, fits, day ?? dayOf(new Date()))
    const lacksTime = paper !== undefined && !paper.filled
    setFaults(found)
    setNoTime(lacksTime)
    if (found.length || lacksTime || saving.isPending) return
    saving.mutate({
      body: {
        id,
        personId: person.id,
        kind,
        version,
        answers,
        ...(paper?.filled ? { filledAt: new Date(`${paper.filled.replace(' ', 'T')}+07:00`).toISOString() } : {}),
      },
    })
  }
  const byKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
  }
  return (
    <form
      className="k-stack de-sheet"
      noValidate
      onKeyDown={byKey}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        save()
      }}
    >
      <FormFields content={content} answers={given ?? data.before} faults={faults} onChange={setGiven} />
      {noTime ? <Notice tone="error" title={t('declarations.web.enter.filled.missing')} /> : null}
      {saving.error ? <Notice tone="error" title={tell(t, saving.error).title} /> : null}
      <p className="k-hint">{t('declarations.web.enter.keys')}</p>
      <div className="k-foot">
        <Button type="submit" loading={saving.isPending}>
          {t('declarations.web.enter.save')}
        </Button>
      </div>
    </form>
  )
}
