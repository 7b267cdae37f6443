import './documents.css'
import { Select, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { go, Link, useParams, useUnsaved } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Notice, Page, PageSkeleton, Panel, ProblemState, sayDone, Tag } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { blanksOf, isOrdering, templateOf } from '../content.ts'
import type { Draft } from '../contract.ts'
import { KIND_NAMES, URGENCIES } from '../kinds.ts'
import { api } from './api.ts'
import { Blocks, type Keyed, keyed } from './blocks.tsx'
import { type Recipient, RecipientsField, SignersField } from './ends.tsx'
import { useOfficers } from './officers.tsx'
import { Opinions } from './opinions.tsx'
import { Sheet } from './sheet.tsx'
import { WayNotice } from './signing.tsx'
import { StepDialog, type StepName } from './steps.tsx'

/** Drafting: what the paper says on the left, the paper on the right. */
export function DraftPage() {
  const { documentId = '' } = useParams()
  useLive(['documents'], { reads: ['documents.draft'] })
  const { data, error, refetch } = useRead(api.documents.draft, { params: { documentId }, query: {} })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  // Whoever else keeps a version meanwhile does not take what is being typed: keeping one's own is refused then.
  return data ? <Editor key={`${data.id} ${data.state}`} draft={data} /> : <PageSkeleton />
}

interface Answers {
  readonly kind: Draft['kind']
  readonly urgency: Draft['urgency']
  readonly subject: string
  readonly authority: string
  readonly addressees: string
  readonly basis: string
  readonly kept: string
  readonly blocks: readonly Keyed[]
  readonly recipients: readonly Recipient[]
  readonly signers: readonly { readonly accountId: string; readonly title: string; readonly n: number | string }[]
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)

const answersOf = ({ content, kind, urgency, subject, recipients, signers }: Draft): Answers => ({
  kind,
  urgency,
  subject,
  authority: content.authority,
  addressees: content.addressees.join('\n'),
  basis: content.basis.join('\n'),
  kept: content.kept.join('\n'),
  blocks: (content.body.length ? content.body : [{ style: 'text' as const, text: '' }]).map(keyed),
  recipients: recipients.map(({ name, code = null, organisationId = null }) => ({ name, code, organisationId })),
  signers: signers.map(({ accountId, title, n }) => ({ accountId, title, n })),
})

const contentOf = ({ authority, addressees, basis, kept, blocks }: Answers): Draft['content'] => ({
  authority: authority.trim(),
  addressees: lines(addressees),
  basis: lines(basis),
  kept: lines(kept),
  body: blocks.map(({ block }) => block).filter(block => block.style === 'table' || block.text.trim()),
})

/** What is typed of a draft, and how it is kept as the next version. */
function useWriting(draft: Draft) {
  const [answers, setAnswers] = useState(() => answersOf(draft))
  const [version, setVersion] = useState(draft.version)
  const [dirty, setDirty] = useState(false)
  const changes = useRef(0)
  const write = useWrite(api.documents.write, { done: kept => setVersion(kept.version) })
  const content = contentOf(answers)
  /** Answers whether all that is typed is kept; what was typed while it was sent is not. */
  const keep = async (): Promise<boolean> => {
    if (!dirty) return true
    if (write.isPending) return false
    const sent = changes.current
    const { kind, urgency, subject, recipients, signers } = answers
    const body = {
      version,
      kind,
      urgency,
      subject: subject.trim() || draft.subject,
      dueOn: draft.dueOn,
      content,
      recipients: recipients.map(one => ({ ...one })),
      signers: signers
        .filter(one => one.accountId && one.title.trim())
        .map(one => ({ ...one, title: one.title.trim(), n: Number(one.n) || 1 })),
    }
    const isKept = await write.mutateAsync({ params: { documentId: draft.id }, body }).then(
      () => changes.current === sent,
      () => false,
    )
    // At once, so that who goes on from here is not asked whether to leave.
    if (isKept) flushSync(() => setDirty(false))
    return isKept
  }
  const set = (patch: Partial<Answers>) => {
    changes.current += 1
    setAnswers({ ...answers, ...patch })
    setDirty(true)
  }
  /** The template of another kind takes the place of the one in which nothing was written. */
  const setKind = (kind: Draft['kind']) => {
    const untouched = blanksOf(content).length > 0 && version === 1 && !dirty
    const template = { ...draft, kind, content: templateOf(kind) as Draft['content'] }
    set({ kind, ...(untouched ? { ...answersOf(template), subject: answers.subject } : {}) })
  }
  return { answers, content, version, dirty, set, setKind, keep, busy: write.isPending, problem: write.error }
}

type Writing = ReturnType<typeof useWriting>

interface PartProps {
  readonly draft: Draft
  readonly writing: Writing
}

function Editor({ draft }: { draft: Draft }) {
  const t = useWords()
  const writing = useWriting(draft)
  const { answers, content, dirty, keep, set } = writing
  const [step, setStep] = useState<StepName>()
  const officers = useOfficers(draft.organisationId)
  const save = async () => {
    if (await keep()) sayDone(t('documents.web.kept'))
  }
  useSaveKey(() => void save())
  useUnsaved(dirty, t('documents.web.leave'))
  if (!draft.mayEdit) return <Closed draft={draft} />
  const signers = answers.signers.map(one => ({
    title: one.title,
    name: officers.find(officer => officer.id === one.accountId)?.name ?? '',
  }))
  return (
    <Page
      title={t('documents.web.draft')}
      named={answers.subject}
      back={{ to: `/documents/${draft.id}`, label: t('documents.web.document') }}
      lead={<Lead draft={draft} writing={writing} />}
      actions={
        <>
          <ActionButton busy={writing.busy} onClick={() => void save()}>
            {t('documents.web.keep')}
          </ActionButton>
          <Steps draft={draft} writing={writing} onStep={setStep} />
        </>
      }
    >
      {writing.problem ? <Notice tone="error" title={tell(t, writing.problem).title} /> : null}
      <div className="dc-editor">
        <div className="k-stack">
          <Opinions draft={draft} />
          <Panel title={t('documents.web.head')}>
            <Head {...writing} />
          </Panel>
          <Panel title={t('documents.web.body')}>
            <Blocks blocks={answers.blocks} onChange={blocks => set({ blocks })} />
          </Panel>
          <Panel title={t('documents.web.recipients')}>
            <div className="k-stack">
              <RecipientsField value={answers.recipients} onChange={recipients => set({ recipients })} />
              <Lines label={t('documents.web.kept-lines')} value={answers.kept} onChange={kept => set({ kept })} />
            </div>
          </Panel>
          <Panel title={t('documents.web.signers')}>
            <div className="k-stack">
              <SignersField
                organisationId={draft.organisationId}
                value={answers.signers}
                onChange={signers => set({ signers })}
              />
              {draft.signers.length && !dirty ? <WayNotice way={draft.way} /> : null}
            </div>
          </Panel>
          <Versions draft={draft} />
        </div>
        <section className="dc-sheet-frame" aria-label={t('documents.web.preview')}>
          <Sheet paper={{ ...draft, ...answers, content, signers }} />
        </section>
      </div>
      {step ? (
        <StepDialog
          document={{ id: draft.id, organisationId: draft.organisationId, subject: answers.subject }}
          step={step}
          onClose={() => setStep(undefined)}
          onDone={() => go(`/documents/${draft.id}`)}
        />
      ) : null}
    </Page>
  )
}

function Lead({ draft: { state, replyTo }, writing: { version, dirty } }: PartProps) {
  const t = useWords()
  return (
    <span className="dc-lead">
      <Tag strong>{t(`documents.draft.state.${state}`)}</Tag>
      <span>{t('documents.web.version', { n: version })}</span>
      {dirty ? <span>{t('documents.web.unsaved')}</span> : null}
      {replyTo ? (
        <Link to={`/documents/${replyTo.id}`}>
          {t('documents.web.replies', { notation: replyTo.notation ?? '', subject: replyTo.subject })}
        </Link>
      ) : null}
    </span>
  )
}

/** Where the draft goes from here, once what was typed is kept. */
function Steps({ draft, writing, onStep }: PartProps & { readonly onStep: (step: StepName) => void }) {
  const t = useWords()
  const { answers, content, keep } = writing
  const then = (act: () => void) => () => void keep().then(kept => kept && act())
  if (draft.state !== 'drafting')
    return (
      <ActionButton kind="primary" onClick={then(() => go(`/documents/${draft.id}`))}>
        {t('documents.web.back-to-decide')}
      </ActionButton>
    )
  const blanks = blanksOf(content)
  const unsigned = answers.signers.length ? undefined : t('documents.no-signer')
  return (
    <>
      <ActionButton onClick={then(() => onStep('ask'))}>{t('documents.web.step.ask')}</ActionButton>
      <ActionButton
        kind="primary"
        icon="send"
        why={blanks.length ? t('documents.blanks', { count: blanks.length, first: blanks[0] ?? '' }) : unsigned}
        onClick={then(() => onStep('submit'))}
      >
        {t('documents.web.step.submit')}
      </ActionButton>
    </>
  )
}

function Head({ answers, set, setKind }: Writing) {
  const t = useWords()
  return (
    <div className="k-stack">
      <div className="dc-pair">
        <Select
          label={t('documents.web.kind')}
          searchable
          allowDeselect={false}
          value={answers.kind}
          onChange={next => next && next !== answers.kind && setKind(next as Draft['kind'])}
          data={KIND_NAMES.map(value => ({ value, label: t(`documents.kind.${value}`) }))}
        />
        <Select
          label={t('documents.web.urgency')}
          allowDeselect={false}
          value={answers.urgency}
          onChange={next => next && set({ urgency: next as Draft['urgency'] })}
          data={URGENCIES.map(value => ({ value, label: t(`documents.urgency.${value}`) }))}
        />
      </div>
      <Textarea
        label={t('documents.web.subject')}
        autosize
        minRows={1}
        maxLength={1000}
        value={answers.subject}
        onChange={event => set({ subject: event.currentTarget.value })}
      />
      <Lines
        label={t('documents.web.addressees')}
        value={answers.addressees}
        onChange={addressees => set({ addressees })}
      />
      {isOrdering(answers.kind) || answers.authority || answers.basis ? (
        <>
          <TextInput
            label={t('documents.web.authority')}
            value={answers.authority}
            maxLength={200}
            onChange={event => set({ authority: event.currentTarget.value })}
          />
          <Lines
            label={t('documents.web.basis')}
            value={answers.basis}
            onChange={basis => set({ basis })}
            minRows={2}
          />
        </>
      ) : null}
    </div>
  )
}

interface LinesProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly minRows?: number
}

/** Several things, each on a line of its own. */
function Lines({ onChange, minRows = 1, ...props }: LinesProps) {
  const t = useWords()
  return (
    <Textarea
      {...props}
      description={t('documents.web.lines')}
      autosize
      minRows={minRows}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

function Versions({ draft }: { draft: Draft }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Panel title={t('documents.web.versions')}>
      <ul className="dc-people">
        {draft.versions.map(one => (
          <li key={one.n}>
            <span>{t('documents.web.version', { n: one.n })}</span>
            <small>
              {one.by} · {f.instant(one.at)}
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** While it is with somebody else it is read, not written. */
function Closed({ draft }: { draft: Draft }) {
  const t = useWords()
  return (
    <Page
      title={draft.subject}
      back={{ to: `/documents/${draft.id}`, label: t('documents.web.document') }}
      lead={<Tag strong>{t(`documents.draft.state.${draft.state}`)}</Tag>}
    >
      <Notice icon="lock" title={t('documents.not-editable')} />
      <div className="dc-editor">
        <Opinions draft={draft} />
        <section className="dc-sheet-frame" aria-label={t('documents.web.preview')}>
          <Sheet paper={draft} />
        </section>
      </div>
    </Page>
  )
}

function useSaveKey(save: () => void): void {
  useEffect(() => {
    const hear = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      save()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  })
}
