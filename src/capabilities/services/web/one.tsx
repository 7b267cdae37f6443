import './mine.css'
import { useState } from 'react'
import { MyParcelsOf } from '#base/parcels/web/mine.tsx'
import { VERIFY_PAGE } from '#base/signatures/paths.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useParams, useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Facts, Notice, Page, ProblemState, SaveButton, Skeleton, TextField } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { FormName, MyDossier } from '../contract.ts'
import { CLOSED, type Moment, stateWords } from '../rules.ts'
import { api } from './api.ts'
import { Photo } from './file.tsx'
import { formFile } from './print-form.ts'

/** One of my dossiers: where it is, what I have to do, what came of it. */
export function One() {
  const t = useWords()
  const { dossierId = '' } = useParams()
  const [search] = useSearch()
  const { data, error, refetch } = useRead(
    api.services.myDossier,
    { params: { dossierId } },
    { offline: true, everyMs: 20_000 },
  )
  if (!data)
    return (
      <Page title={t('services.web.mine')} back="/dich-vu-cong">
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton block lines={5} />}
      </Page>
    )
  return (
    <Page title={data.procedureName} back="/dich-vu-cong" intro={data.code}>
      {search.get('moi') ? (
        <Notice icon="check" title={t('services.web.filed.done')}>
          {t('services.web.filed.done.help', { office: data.officeName })}
        </Notice>
      ) : null}
      <Now dossier={data} />
      <Wanted dossier={data} />
      {owes(data) ? <Pay dossier={data} /> : null}
      {data.result ? <Result dossier={data} /> : null}
      {data.returnBy === 'post' || data.channel === 'post' ? <MyParcelsOf subjectId={data.id} /> : null}
      {data.toRate.length ? <Rate dossierId={data.id} moment={data.toRate.at(-1) as Moment} /> : null}
      <Way dossier={data} />
      <Details dossier={data} />
    </Page>
  )
}

/** What is signed unpaid goes home by post, and is paid at the door. */
const owes = ({ fee, paidAt, state, returnBy }: MyDossier) =>
  fee > 0 && !paidAt && !CLOSED.includes(state) && !(state === 'finished' && returnBy === 'post')

function Now({ dossier }: { dossier: MyDossier }) {
  const t = useWords()
  const f = useFormat()
  const { state, promisedAt, pausedAt, late, notices } = dossier
  const last = notices.findLast(
    notice =>
      notice.kind === 'refusal' || notice.kind === 'stop' || notice.kind === 'apology' || notice.kind === 'withdrawal',
  )
  return (
    <Card>
      <p className="sc-state">{t(stateWords(dossier))}</p>
      <p>{t(`services.web.now.${dossier.awaitsSeal ? 'sealing' : state}`)}</p>
      {promisedAt && !CLOSED.includes(state) && state !== 'finished' ? (
        <p className="sc-when">
          <Icon name="calendar" size={20} />{' '}
          {pausedAt
            ? t('services.web.promised.paused')
            : t(late ? 'services.web.promised.late' : 'services.web.promised.at', { at: f.instant(promisedAt) })}
        </p>
      ) : null}
      {last && (last.kind !== 'apology' || late) ? (
        <Notice icon={last.kind === 'apology' ? 'info' : 'warning'} title={t(`services.web.notice.${last.kind}`)}>
          {last.reason}
          {last.newDue ? ` ${t('services.web.notice.again', { at: f.instant(last.newDue) })}` : ''}
        </Notice>
      ) : null}
    </Card>
  )
}

/** What the office asks for, with its reason, and the way to supply it. */
function Wanted({ dossier }: { dossier: MyDossier }) {
  const t = useWords()
  const f = useFormat()
  const [note, setNote] = useState('')
  const [sent, setSent] = useState(0)
  const supplying = useWrite(api.services.supplied)
  const needs = useNeeds({ any: sent > 0 || note.trim() !== '' || t('services.web.supply.none') })
  const supply = () => supplying.mutate({ params: { dossierId: dossier.id }, body: { note: note.trim() } })
  const notice = dossier.notices.findLast(one => one.kind === 'supplement' && !one.answeredAt)
  if (dossier.state !== 'supplement' || !notice) return null
  return (
    <Card title={t('services.home.supplement')} icon="warning">
      <Notice icon="warning" title={notice.reason}>
        {notice.items.length ? (
          <ul className="sc-list">
            {notice.items.map(item => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        ) : null}
        {notice.untilOn ? <p>{t('services.web.supply.until', { day: f.day(notice.untilOn) })}</p> : null}
      </Notice>
      {dossier.papers.map(paper => (
        <fieldset className="sc-paper" key={paper.id}>
          <legend>{paper.name}</legend>
          <Photo
            id={paper.key}
            dossierId={dossier.id}
            paperKey={paper.key}
            count={0}
            onSent={() => setSent(n => n + 1)}
          />
        </fieldset>
      ))}
      <fieldset className="sc-paper">
        <legend>{t('services.web.supply.other')}</legend>
        <Photo id="bo-sung" dossierId={dossier.id} paperKey="bo-sung" count={0} onSent={() => setSent(n => n + 1)} />
      </fieldset>
      <form className="s-form" {...needs.form(supply)}>
        <TextField
          name="ghi-chu"
          label={t('services.web.supply.note')}
          lines={2}
          maxLength={1000}
          value={note}
          error={needs.of('any')}
          onChange={setNote}
        />
        <Button type="submit" busy={supplying.isPending && t('forms.web.sending')}>
          {t('services.web.supply')}
        </Button>
      </form>
      {supplying.error ? <Notice tone="error" title={tell(t, supplying.error).title} /> : null}
    </Card>
  )
}

function Pay({ dossier }: { dossier: MyDossier }) {
  const t = useWords()
  const f = useFormat()
  const paying = useWrite(api.services.pay)
  return (
    <Card title={t('services.web.fee')} icon="document">
      <p className="sc-state">{t('services.site.fee', { fee: f.number(dossier.fee) })}</p>
      <Button
        busy={paying.isPending && t('services.web.pay.going')}
        onClick={() =>
          paying.mutate({ params: { dossierId: dossier.id } }, { onSuccess: ({ url }) => location.assign(url) })
        }
      >
        {t('services.web.pay')}
      </Button>
      {paying.error ? <Notice tone="error" title={tell(t, paying.error).title} /> : null}
    </Card>
  )
}

function Result({ dossier }: { dossier: MyDossier }) {
  const t = useWords()
  const f = useFormat()
  const { result } = dossier
  if (!result) return null
  return (
    <Card title={t('services.web.result')} icon="check">
      <Facts
        facts={[
          [result.title, result.number],
          [t('services.web.signed'), `${result.signer}, ${f.day(result.issuedAt)}`],
        ]}
      />
      <Download dossier={dossier} form="result" primary />
      <p className="s-hint">
        {t(`services.web.result.${result.isSigned ? 'signed' : 'attested'}.help`)}{' '}
        {result.isSigned ? <a href={VERIFY_PAGE}>{t('services.web.result.verify')}</a> : null}
      </p>
    </Card>
  )
}

function Download({ dossier, form, primary }: { dossier: MyDossier; form: FormName; primary?: boolean }) {
  const t = useWords()
  return (
    <SaveButton
      kind={primary ? 'primary' : 'secondary'}
      get={() => api.services.myForm({ params: { dossierId: dossier.id, form } })}
      name={formFile(t, form, dossier.code)}
      busy={t('services.web.pdf.busy')}
    >
      {t(`services.web.form.${form}`)}
    </SaveButton>
  )
}

const STARS = [1, 2, 3, 4, 5] as const

/** How content one is: five stars, a word if one likes. */
function Rate({ dossierId, moment }: { dossierId: string; moment: Moment }) {
  const t = useWords()
  const [stars, setStars] = useState(0)
  const [comment, setComment] = useState('')
  const rating = useWrite(api.services.rate)
  return (
    <Card title={t(`services.web.rate.${moment}`)}>
      <fieldset className="sc-stars">
        <legend className="only-read">{t(`services.web.rate.${moment}`)}</legend>
        {STARS.map(n => (
          <label key={n} data-on={n <= stars || undefined}>
            <input type="radio" name={`sao-${moment}`} value={n} checked={n === stars} onChange={() => setStars(n)} />
            <span aria-hidden="true">★</span>
            <span className="only-read">{t('services.web.stars', { stars: n })}</span>
          </label>
        ))}
      </fieldset>
      {stars ? (
        <>
          <TextField
            name="nhan-xet"
            label={t('services.web.rate.comment')}
            lines={2}
            maxLength={1000}
            value={comment}
            onChange={setComment}
          />
          <Button
            kind="secondary"
            busy={rating.isPending && t('forms.web.sending')}
            onClick={() => rating.mutate({ params: { dossierId }, body: { moment, stars, comment: comment.trim() } })}
          >
            {t('services.web.rate.do')}
          </Button>
        </>
      ) : null}
      {rating.error ? <Notice tone="error" title={tell(t, rating.error).title} /> : null}
    </Card>
  )
}

/** The way of the dossier, step by step. */
function Way({ dossier }: { dossier: MyDossier }) {
  const t = useWords()
  const f = useFormat()
  const steps = [
    { name: t('services.web.way.filed'), at: dossier.filedAt },
    { name: t('services.stage.receive'), at: dossier.receivedAt },
    ...dossier.stages.map(stage => ({ name: stage.name, at: stage.endedAt })),
    { name: t('services.stage.return'), at: dossier.returnedAt },
  ]
  const next = steps.findIndex(step => !step.at)
  if (dossier.state === 'not-received' || dossier.state === 'withdrawn') return null
  return (
    <Card title={t('services.web.way')}>
      <ol className="sc-way">
        {steps.map((step, i) => (
          <li key={step.name} data-done={step.at ? true : undefined} data-now={i === next || undefined}>
            <Icon name={step.at ? 'check' : i === next ? 'clock' : 'minus'} size={18} />
            <span>
              {step.name}
              {step.at ? (
                <small>{f.instant(step.at)}</small>
              ) : i === next ? (
                <small>{t(dossier.pausedAt ? 'services.web.line.paused' : 'services.web.way.now')}</small>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  )
}

function Details({ dossier }: { dossier: MyDossier }) {
  const t = useWords()
  const f = useFormat()
  const { notices } = dossier
  const forms: FormName[] = [
    ...(dossier.receivedAt ? (['01'] as const) : []),
    ...(notices.some(one => one.kind === 'supplement') ? (['02'] as const) : []),
    ...(notices.some(one => one.kind === 'refusal') ? (['03'] as const) : []),
    ...(notices.some(one => one.kind === 'apology') ? (['04'] as const) : []),
    ...(notices.some(one => one.kind === 'stop') ? (['05'] as const) : []),
    ...(dossier.receipt ? (['receipt'] as const) : []),
  ]
  return (
    <>
      <Card title={t('services.web.details')}>
        <Facts
          facts={[
            [t('services.web.applicant'), dossier.applicant],
            [t('services.web.office'), [dossier.officeName, dossier.officePhone].filter(Boolean).join(', ')],
            [t('services.web.filed'), f.instant(dossier.filedAt)],
            [t('services.web.return'), t(`services.web.return.${dossier.returnBy}`)],
            [
              t('services.web.papers'),
              dossier.papers.map(paper => paper.name).join('; ') || t('services.web.papers.none'),
            ],
            ...(dossier.receipt ? [[t('services.web.form.receipt'), dossier.receipt] as const] : []),
          ]}
        />
        {forms.map(form => (
          <Download key={form} dossier={dossier} form={form} />
        ))}
      </Card>
      <Voice dossier={dossier} />
    </>
  )
}

/** Say something about how one was served, or take the dossier back. */
function Voice({ dossier }: { dossier: MyDossier }) {
  const t = useWords()
  const f = useFormat()
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const saying = useWrite(api.services.say, { done: () => setText('') })
  const takingBack = useWrite(api.services.takeBack)
  const params = { dossierId: dossier.id }
  const said = useNeeds({ text: text.trim() !== '' })
  const explained = useNeeds({ reason: reason.trim() !== '' })
  return (
    <>
      <details className="sc-store">
        <summary>{t('services.web.say')}</summary>
        {dossier.feedback.map(one => (
          <blockquote key={one.at}>
            {one.text}
            <p className="s-hint">
              {one.answer
                ? t('services.web.feedback.answer', { answer: one.answer })
                : t('services.web.say.due', { day: f.day(one.dueAt) })}
            </p>
          </blockquote>
        ))}
        <form className="s-form" {...said.form(() => saying.mutate({ params, body: { text: text.trim() } }))}>
          <TextField
            name="phan-anh"
            label={t('services.web.say.what')}
            lines={3}
            maxLength={2000}
            value={text}
            error={said.of('text')}
            onChange={setText}
          />
          <Button type="submit" kind="secondary" busy={saying.isPending && t('forms.web.sending')}>
            {t('services.web.say.do')}
          </Button>
        </form>
        {saying.error ? <Notice tone="error" title={tell(t, saying.error).title} /> : null}
      </details>
      {CLOSED.includes(dossier.state) || dossier.state === 'finished' ? null : (
        <details className="sc-store">
          <summary>{t('services.web.take-back')}</summary>
          <form
            className="s-form"
            {...explained.form(() => takingBack.mutate({ params, body: { reason: reason.trim() } }))}
          >
            <TextField
              name="ly-do"
              label={t('services.web.take-back.why')}
              lines={2}
              maxLength={1000}
              value={reason}
              error={explained.of('reason')}
              onChange={setReason}
            />
            <Button type="submit" kind="danger" busy={takingBack.isPending && t('forms.web.sending')}>
              {t('services.web.take-back')}
            </Button>
          </form>
          {takingBack.error ? <Notice tone="error" title={tell(t, takingBack.error).title} /> : null}
        </details>
      )}
    </>
  )
}
