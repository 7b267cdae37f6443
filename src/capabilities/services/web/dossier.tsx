import { ParcelsOf } from '#base/parcels/web/parcels-of.tsx'
import './services.css'
import { Button, Menu, Skeleton, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { FileStrip } from '#base/files/web/file-strip.tsx'
import { FileButtons, FileDrop, Uploading } from '#base/files/web/uploader.tsx'
import { useUploads } from '#base/files/web/use-uploads.ts'
import { useAnswered } from '#base/forms/web/answer.tsx'
import { useSession } from '#base/identity/web/session.tsx'
import { Signers } from '#base/signatures/web/signers.tsx'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  Facts,
  Notice,
  Panel,
  PhoneLink,
  ProblemState,
  sayDone,
  sayProblem,
  Tag,
  Timeline,
  type TimelineItem,
  WithActions,
} from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { type DossierView, FORMS, type FormName, type StepName, services } from '../contract.ts'
import { stateWords } from '../rules.ts'
import { api } from './api.ts'
import { saveForm } from './print-form.ts'
import { SignDialog } from './sign.tsx'
import { HandDialog, SorryDialog, StepDialog } from './step.tsx'

/** What is known of a dossier, in a few lines: for places that only name it. */
export function Known({ dossierId }: { dossierId: string }) {
  const { data, error, refetch } = useRead(api.services.dossier, { params: { dossierId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={180} />
  return <WhatItIs dossier={data} />
}

/** A dossier: who and what on top, its papers and story, and on the right what may be done. */
export function Dossier({ dossierId }: { dossierId: string }) {
  const t = useWords()
  useLive(['work'], { reads: ['services.dossier'] })
  const { data, error, refetch } = useRead(api.services.dossier, { params: { dossierId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={420} />
  return (
    <div className="k-stack sv-dossier">
      <header className="sv-head">
        <p className="sv-code">{data.code}</p>
        <h2>{data.procedureName}</h2>
        <p>
          <strong>{data.applicant}</strong> <Tag strong>{t(stateWords(data))}</Tag>{' '}
          {data.late ? <Tag strong>{t('services.web.late')}</Tag> : null}
        </p>
      </header>
      <WithActions actions={<Actions dossier={data} />}>
        <Panel title={t('services.web.what')}>
          <WhatItIs dossier={data} />
        </Panel>
        {data.signers.length ? (
          <Panel title={t('services.web.signers')}>
            <Signers signers={data.signers} />
          </Panel>
        ) : null}
        <Papers dossier={data} />
        <ParcelsOf subjectId={data.id} />
        <Answers dossier={data} />
        <Told dossier={data} />
        <Panel title={t('services.web.story')}>
          <Story dossier={data} />
        </Panel>
      </WithActions>
    </div>
  )
}

function WhatItIs({ dossier }: { dossier: DossierView }) {
  const t = useWords()
  const f = useFormat()
  const { contact, stage } = dossier
  const facts: (readonly [string, ReactNode])[] = [
    [t('services.web.promised'), dossier.promisedAt ? f.instant(dossier.promisedAt) : null],
    [
      t('services.web.stage'),
      stage ? t('services.web.stage.of', { name: stage.name, n: stage.n, of: stage.of }) : null,
    ],
    [t('services.web.channel'), t(`services.web.channel.${dossier.channel}`)],
    [t('services.web.filed'), f.instant(dossier.filedAt)],
    [t('services.web.office'), dossier.officeName],
    [t('services.web.decider'), dossier.deciderName],
    [t('services.web.phone'), contact.phone ? <PhoneLink phone={contact.phone} /> : null],
    [t('services.web.address'), contact.address ?? null],
    [t('services.web.return'), t(`services.web.return.${dossier.returnBy}`)],
    [t('services.web.fee'), feeText(t, f, dossier)],
    ...(dossier.filer ? [[t(`services.web.as.${dossier.filerAs}`), dossier.filer] as const] : []),
    ...(contact.business ? [[t('services.web.business'), contact.business] as const] : []),
    ...(dossier.result
      ? [
          [
            dossier.result.title,
            `${dossier.result.number} (${dossier.result.signer}, ${t(`services.web.result.${dossier.result.isSigned ? 'signed' : 'attested'}`)})`,
          ] as const,
        ]
      : []),
  ]
  return (
    <div className="k-stack">
      {dossier.pausedAt ? (
        <Notice title={t('services.web.paused', { at: f.instant(dossier.pausedAt) })}>
          {t(`services.web.paused.${dossier.state}`)}
        </Notice>
      ) : null}
      {dossier.dueAt && dossier.promisedAt !== dossier.dueAt ? (
        <Notice title={t('services.web.again', { was: f.instant(dossier.dueAt) })} />
      ) : null}
      <Facts facts={facts} />
    </div>
  )
}

type T = ReturnType<typeof useWords>
type F = ReturnType<typeof useFormat>
function feeText(t: T, f: F, { fee, paidAt }: DossierView): string {
  if (!fee) return t('services.web.free')
  return t(paidAt ? 'services.web.fee.paid' : 'services.web.fee.owed', { fee: f.number(fee) })
}

function Papers({ dossier }: { dossier: DossierView }) {
  const t = useWords()
  const { can } = useSession()
  return (
    <Panel title={t('services.web.papers')}>
      {dossier.papers.length ? (
        <ul className="sv-papers">
          {dossier.papers.map(paper => (
            <li key={paper.id}>
              <p>
                {paper.name} <Tag>{t(`services.web.how.${paper.how}`)}</Tag>
              </p>
              <FileStrip files={paper.files} refreshes={['services']} />
              {can('services.receive') && paper.how === 'paper' && !dossier.result ? (
                <Scan dossierId={dossier.id} paperKey={paper.key} />
              ) : null}
            </li>
          ))}
        </ul>
      ) : (
        <p className="sv-none">{t('services.web.papers.none')}</p>
      )}
    </Panel>
  )
}

/** A scan or a photograph of what lies there on paper. */
function Scan({ dossierId, paperKey }: { dossierId: string; paperKey: string }) {
  const uploads = useUploads({ services }, (client, file) =>
    client.services.attach({ params: { dossierId, key: paperKey }, body: file as never }),
  )
  const take = (chosen: readonly File[]) => {
    uploads.add(chosen)
    void uploads.send().then(stored => stored && uploads.clear())
  }
  return (
    <FileDrop onFiles={take}>
      <FileButtons onFiles={take} />
      <Uploading uploads={uploads} />
    </FileDrop>
  )
}

function Answers({ dossier }: { dossier: DossierView }) {
  const { form, answers } = dossier
  if (!form || Object.keys(answers).length === 0) return null
  return <AnsweredPanel form={form} answers={answers} />
}

function AnsweredPanel({ form, answers }: { form: NonNullable<DossierView['form']>; answers: DossierView['answers'] }) {
  const t = useWords()
  const answered = useAnswered(form, answers)
  return (
    <Panel title={t('services.web.answers')}>
      <Facts facts={answered.map(({ label, answer }) => [label, answer ?? '–'] as const)} />
    </Panel>
  )
}

/** What the citizen said back: stars and feedback, which is answered here. */
function Told({ dossier }: { dossier: DossierView }) {
  const t = useWords()
  const f = useFormat()
  if (!dossier.ratings.length && !dossier.feedback.length) return null
  return (
    <Panel title={t('services.web.voice')}>
      <div className="k-stack">
        {dossier.ratings.map(({ moment, stars, comment, at, channel }) => (
          <p key={moment}>
            {t(`services.web.moment.${moment}`)}: <strong>{t('services.web.stars', { stars })}</strong>{' '}
            {t(`services.web.rated.${channel}`, { day: f.day(at) })} {comment}
          </p>
        ))}
        {dossier.feedback.map(one => (
          <div key={one.id} className="sv-said">
            <p>{one.text}</p>
            <p className="sv-none">
              {t('services.web.feedback.due', { at: f.instant(one.at), due: f.day(one.dueAt) })}
            </p>
            {one.answer ? (
              <p>{t('services.web.feedback.answer', { answer: one.answer })}</p>
            ) : (
              <AnswerForm dossierId={dossier.id} feedbackId={one.id} />
            )}
          </div>
        ))}
      </div>
    </Panel>
  )
}

function AnswerForm({ dossierId, feedbackId }: { dossierId: string; feedbackId: string }) {
  const t = useWords()
  const { can } = useSession()
  const [text, setText] = useState('')
  const answering = useWrite(api.services.answerFeedback, { refreshes: ['work'] })
  const needs = useNeeds({ text: text.trim() !== '' })
  const answer = () => answering.mutate({ params: { dossierId, feedbackId }, body: { text: text.trim() } })
  if (!can('services.approve')) return null
  return (
    <form className="k-stack" {...needs.form(answer)}>
      <Textarea
        label={t('services.web.feedback.do')}
        autosize
        minRows={2}
        value={text}
        error={needs.of('text')}
        onChange={event => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={answering.isPending}>
        {t('services.feedback.move.answer')}
      </Button>
    </form>
  )
}

function Story({ dossier }: { dossier: DossierView }) {
  const t = useWords()
  const f = useFormat()
  const stages: TimelineItem[] = dossier.stages.map((stage, i) => ({
    id: `stage ${i}`,
    at: stage.beganAt,
    title: stage.name,
    detail: [
      stage.unitName,
      stage.by,
      stage.dueAt ? t('services.web.stage.due', { at: f.instant(stage.dueAt) }) : '',
      stage.endedAt ? t('services.web.stage.ended', { at: f.instant(stage.endedAt) }) : '',
      stage.note,
    ]
      .filter(Boolean)
      .join(' · '),
    icon: 'next',
  }))
  const notices: TimelineItem[] = dossier.notices.map(notice => ({
    id: notice.id,
    at: notice.at,
    title: t(`services.web.notice.${notice.kind}`),
    detail: [
      notice.reason,
      ...notice.items,
      notice.newDue ? t('services.web.notice.again', { at: f.instant(notice.newDue) }) : '',
      notice.signer,
    ]
      .filter(Boolean)
      .join(' · '),
    icon: 'message',
  }))
  const filed: TimelineItem = {
    id: 'filed',
    at: dossier.filedAt,
    title: t('services.web.filed.how', { how: t(`services.web.channel.${dossier.channel}`) }),
    icon: 'document',
  }
  return <Timeline items={[filed, ...stages, ...notices].sort((a, b) => (a.at < b.at ? 1 : -1))} />
}

const DANGER: readonly string[] = ['refuse', 'withdraw', 'stop']
const FIRST: readonly string[] = ['receive', 'process', 'forward', 'agree', 'return', 'supplemented', 'go-on']

/** What may be done now: the way forward on top, each refusal with its reason. */
function Actions({ dossier }: { dossier: DossierView }) {
  const t = useWords()
  const { can } = useSession()
  const [asking, setAsking] = useState<string>()
  const close = () => setAsking(undefined)
  const moves = dossier.moves.filter(move => move.name !== 'paid' && !move.refused)
  const isLast = dossier.stage !== null && dossier.stage.n === dossier.stage.of
  const isBeingSigned = dossier.signers.some(signer => signer.state === 'open')
  const maySign = isLast && !isBeingSigned && dossier.stage?.role === 'approve' && can('services.approve')
  const ordered = [...moves].sort((a, b) => rank(a.name) - rank(b.name))
  const cash = useWrite(api.services.cash, {
    done: ({ receipt }) => sayDone(t('services.web.cash.done', { receipt })),
  })
  const owes =
    dossier.fee > 0 &&
    !dossier.paidAt &&
    can('services.receive') &&
    !['not-received', 'withdrawn', 'returned'].includes(dossier.state)
  const needsNote = moves.find(move => move.name === asking)?.needsNote ?? false
  return (
    <Panel title={t('services.web.do')}>
      <div className="k-stack">
        {maySign ? (
          <ActionButton
            wide
            kind="primary"
            icon="edit"
            onClick={() => setAsking('sign')}
            why={dossier.fee > 0 && !dossier.paidAt && !dossier.paysAtDoor ? t('services.unpaid') : undefined}
          >
            {t('services.web.sign')}
          </ActionButton>
        ) : null}
        {ordered.map((move, i) => (
          <ActionButton
            key={move.name}
            wide
            kind={
              DANGER.includes(move.name)
                ? 'danger'
                : i === 0 && !maySign && FIRST.includes(move.name)
                  ? 'primary'
                  : 'plain'
            }
            onClick={() => setAsking(move.name)}
          >
            {t(`services.dossier.move.${move.name}`)}
          </ActionButton>
        ))}
        {owes ? (
          <ActionButton wide busy={cash.isPending} onClick={() => cash.mutate({ params: { dossierId: dossier.id } })}>
            {t('services.web.cash', { fee: dossier.fee })}
          </ActionButton>
        ) : null}
        {cash.error ? <p className="k-error">{tell(t, cash.error).title}</p> : null}
        {dossier.mayApologise ? (
          <ActionButton wide onClick={() => setAsking('sorry')}>
            {t('services.web.sorry')}
          </ActionButton>
        ) : null}
        {isBeingSigned ? <Notice title={t('services.being-signed')} /> : null}
        {!moves.length && !maySign && !owes ? <p className="sv-none">{t('services.web.do.nothing')}</p> : null}
        <PrintMenu dossier={dossier} />
        <Link to={`/work/${dossier.workId}`}>{t('services.web.work')}</Link>
      </div>
      {asking === 'sign' ? <SignDialog dossierIds={[dossier.id]} onDone={close} onClose={close} /> : null}
      {asking === 'sorry' ? <SorryDialog dossierId={dossier.id} onDone={close} onClose={close} /> : null}
      {asking === 'return' ? (
        <HandDialog dossierId={dossier.id} code={dossier.code} onDone={close} onClose={close} />
      ) : null}
      {asking && !['sign', 'sorry', 'return'].includes(asking) ? (
        <StepDialog
          dossierId={dossier.id}
          step={asking as StepName}
          needsNote={needsNote}
          onDone={close}
          onClose={close}
        />
      ) : null}
    </Panel>
  )
}

const rank = (name: string) => (FIRST.includes(name) ? 0 : DANGER.includes(name) ? 2 : 1)

/** Which forms there are by now. */
function formsOf({ notices, receivedAt, stages, payments, result, finishedAt }: DossierView): FormName[] {
  const has = (kind: string) => notices.some(notice => notice.kind === kind)
  const there: Readonly<Record<FormName, boolean>> = {
    '01': receivedAt !== null,
    '02': has('supplement'),
    '03': has('refusal'),
    '04': has('apology'),
    '05': has('stop'),
    '06': stages.length > 0,
    receipt: payments.some(payment => payment.state === 'paid'),
    result: result !== null,
    rating: finishedAt !== null,
  }
  return FORMS.filter(form => there[form])
}

function PrintMenu({ dossier }: { dossier: DossierView }) {
  const t = useWords()
  const forms = formsOf(dossier)
  if (!forms.length) return null
  const print = (form: FormName) => saveForm(t, dossier, form).catch(sayProblem)
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" fullWidth leftSection={<Icon name="print" size={18} />}>
          {t('services.web.print')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {forms.map(form => (
          <Menu.Item key={form} onClick={() => void print(form)}>
            {t(`services.web.form.${form}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
