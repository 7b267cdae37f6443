import './services.css'
import { Button, Radio, Textarea, TextInput } from '@mantine/core'
import { type RefObject, useRef, useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Facts, Page, Panel, Tag } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { DossierLine } from '../contract.ts'
import { stateWords, tidyCode } from '../rules.ts'
import { api } from './api.ts'
import { Day } from './step.tsx'

interface Entered {
  readonly code: string
  readonly procedureName: string
  readonly stars: number
}

const MARKS = ['1', '2', '3', '4', '5'] as const

/** Rating slips from the box at the counter, one after the other: code, box, day, Enter. */
export function Slips() {
  const t = useWords()
  const [found, setFound] = useState<DossierLine>()
  const [entered, setEntered] = useState<readonly Entered[]>([])
  const [on, setOn] = useState<string | null>(() => dayOf(new Date()))
  const codeField = useRef<HTMLInputElement>(null)
  const next = (stars: number) => {
    if (found) setEntered([{ code: found.code, procedureName: found.procedureName, stars }, ...entered])
    setFound(undefined)
    setTimeout(() => codeField.current?.focus())
  }
  return (
    <Page title={t('services.web.slips')} lead={t('services.web.slips.lead')}>
      <div className="k-stack sv-slips">
        <Panel title={t('services.web.slips.dossier')}>
          <Find field={codeField} onFound={setFound} />
        </Panel>
        {found ? <Slip key={found.id} dossier={found} on={on} onDay={setOn} onEntered={next} /> : null}
        <Panel title={t('services.web.slips.entered', { count: entered.length })}>
          {entered.length ? (
            <ul className="sv-versions">
              {entered.map(one => (
                <li key={one.code}>
                  <strong>{one.code}</strong> {one.procedureName}{' '}
                  <Tag>{t('services.web.stars', { stars: one.stars })}</Tag>
                </li>
              ))}
            </ul>
          ) : (
            <p className="sv-none">{t('services.web.slips.none')}</p>
          )}
        </Panel>
      </div>
    </Page>
  )
}

interface FindProps {
  readonly field: RefObject<HTMLInputElement | null>
  readonly onFound: (dossier: DossierLine | undefined) => void
}

/** By the code on the slip, exactly. */
function Find({ field, onFound }: FindProps) {
  const t = useWords()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const find = async () => {
    const code = tidyCode(typed)
    if (!code) return
    setBusy(true)
    setProblem(undefined)
    try {
      const { rows } = await api.services.queue({ query: { q: code, view: 'all' } })
      const dossier = rows.find(row => row.code === code)
      onFound(dossier)
      if (dossier) setTyped('')
      else setProblem(t('services.web.slips.unknown'))
    } catch (refused) {
      setProblem(tell(t, refused).title)
    }
    setBusy(false)
  }
  return (
    <form
      className="sv-row"
      onSubmit={event => {
        event.preventDefault()
        void find()
      }}
    >
      <TextInput
        ref={field}
        className="sv-wide"
        label={t('services.web.slips.code')}
        description={t('services.web.slips.code.hint')}
        placeholder="H57.01-261130-0001"
        value={typed}
        error={problem}
        onChange={event => setTyped(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        autoFocus
      />
      <Button type="submit" variant="default" loading={busy}>
        {t('services.web.slips.find')}
      </Button>
    </form>
  )
}

interface SlipProps {
  readonly dossier: DossierLine
  readonly on: string | null
  readonly onDay: (day: string | null) => void
  readonly onEntered: (stars: number) => void
}

function Slip({ dossier, on, onDay, onEntered }: SlipProps) {
  const t = useWords()
  const [mark, setMark] = useState('')
  const [comment, setComment] = useState('')
  const entering = useWrite(api.services.enterSlip, { done: () => onEntered(Number(mark)) })
  const needs = useNeeds({ mark: mark !== '', day: on !== null })
  const enter = () =>
    on &&
    entering.mutate({
      params: { dossierId: dossier.id },
      body: { stars: Number(mark), on, comment: comment.trim() },
    })
  return (
    <Panel title={dossier.code}>
      <form className="k-stack" {...needs.form(enter)}>
        <Facts
          facts={[
            [t('services.web.column.procedure'), dossier.procedureName],
            [t('services.web.column.state'), t(stateWords(dossier))],
          ]}
        />
        <Radio.Group label={t('services.web.slips.box')} value={mark} onChange={setMark} error={needs.of('mark')}>
          <div className="sv-row">
            {MARKS.map((value, i) => (
              <Radio
                key={value}
                value={value}
                label={t('services.form.rating.box', { n: value })}
                autoFocus={i === 0}
              />
            ))}
          </div>
        </Radio.Group>
        <Day
          label={t('services.web.slips.day')}
          to={dayOf(new Date())}
          value={on}
          onChange={onDay}
          error={needs.of('day')}
        />
        <Textarea
          label={t('services.web.slips.comment')}
          autosize
          maxLength={1000}
          value={comment}
          onChange={event => setComment(event.currentTarget.value)}
        />
        {entering.error ? (
          <p className="k-error" role="alert">
            {tell(t, entering.error).title}
          </p>
        ) : null}
        <div className="k-foot">
          <Button type="submit" loading={entering.isPending}>
            {t('services.web.slips.enter')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
