import { useState } from 'react'
import { useOnline } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { serverNow } from '#core/web/server-clock.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Notice, Page, Row, Rows, TextField } from '#kit/citizen/index.ts'
import { isAsked, permitState } from '../permits.ts'
import { DECISIONS, type Decision, gravest, type Proposal, type TestPaper, testState } from '../rules.ts'
import type { Desk } from './api.ts'
import { type Complete, type Person, proposalsOf } from './draft.ts'
import { ICONS, TONES } from './tones.ts'
import './roadblocks.css'

interface DecideStepProps {
  readonly desk: Desk
  readonly deskAt: number
  readonly draft: Complete
  readonly back: string
  readonly linkTo: (search: string) => string
  readonly onDecide: (shown: Decision, decision: Decision, reason: string) => Promise<void>
}

const REASONS = ['papers', 'order', 'symptoms', 'false'] as const

/** All of it on one page, what the rules propose and why, and the three ways on: the proposed one first. */
export function DecideStep({ desk, deskAt, draft, back, linkTo, onDecide }: DecideStepProps) {
  const t = useWords()
  const f = useFormat()
  const online = useOnline()
  const now = serverNow()
  const proposals = proposalsOf(draft, desk.choices, desk.rule, now, desk.permits)
  const { decision: proposed, why } = gravest(proposals)
  const [against, setAgainst] = useState<Decision>()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const others = DECISIONS.filter(one => one !== proposed)
  const health = draft.people.filter(one => one.seeHealthStaff).map(one => one.name)
  const decide = (decision: Decision, reason = '') => {
    setBusy(true)
    setFailed(false)
    onDecide(proposed, decision, reason).catch(() => {
      setFailed(true)
      setBusy(false)
    })
  }
  const saving = busy && t('roadblocks.web.saving')
  return (
    <Page title={draft.plate?.text ?? t('roadblocks.vehicle.foot')} back={back}>
      <div className="rb-proposal" data-tone={TONES[proposed]}>
        <strong>{t('roadblocks.web.decide.proposed', { decision: t(`roadblocks.decision.${proposed}`) })}</strong>
        <p>{t(`roadblocks.why.${why}`)}</p>
        <p className="rb-document">
          {online
            ? t('roadblocks.web.decide.document', { document: desk.document })
            : t('roadblocks.web.decide.stale', { at: f.instant(new Date(deskAt)) })}
        </p>
      </div>
      {health.length > 0 ? (
        <Notice tone="yellow" icon="health" title={t('roadblocks.web.decide.health', { names: health.join(', ') })} />
      ) : null}
      {draft.seen ? (
        <p className="rb-seen">
          {t('roadblocks.web.decide.again', { post: draft.seen.post, at: f.instant(draft.seen.at) })}
        </p>
      ) : null}
      <Summary desk={desk} draft={draft} now={now} proposals={proposals} proposed={proposed} linkTo={linkTo} />
      {failed ? <Notice tone="error" title={t('roadblocks.web.decide.failed')} /> : null}
      {against ? (
        <Against
          decision={against}
          busy={saving}
          onBack={() => setAgainst(undefined)}
          onConfirm={reason => decide(against, reason)}
        />
      ) : (
        <div className="s-action rb-decisions">
          <Button icon={ICONS[proposed]} busy={saving} onClick={() => decide(proposed)}>
            {t(`roadblocks.decision.${proposed}`)}
          </Button>
          <div>
            {others.map(one => (
              <Button key={one} kind="secondary" icon={ICONS[one]} disabled={busy} onClick={() => setAgainst(one)}>
                {t(`roadblocks.decision.${one}`)}
              </Button>
            ))}
          </div>
        </div>
      )}
    </Page>
  )
}

interface SummaryProps extends Pick<DecideStepProps, 'desk' | 'draft' | 'linkTo'> {
  readonly now: Date
  readonly proposals: readonly Proposal[]
  readonly proposed: Decision
}

/** The vehicle, the way, the people: each leads to where it is changed. */
function Summary({ desk, draft, now, proposals, proposed, linkTo }: SummaryProps) {
  const t = useWords()
  const nameOf = (id: string) => desk.choices.find(choice => choice.id === id)?.label.split(', ')[0] ?? '–'
  const detail = (test: TestPaper | undefined) => {
    const kind = test ? t(`roadblocks.test.${test.kind}`) : ''
    return t(`roadblocks.web.test.state.${testState(test, now, desk.rule)}`, { kind })
  }
  // A desk that was kept from an earlier program knows of no permits.
  const permit = desk.permits && permitState({ text: draft.permit, plateKey: draft.plate?.key, at: now }, desk.permits)
  /** What somebody is to have of their own: as the officer said, else as the rules would have it. */
  const own = ({ decision }: Person, i: number) => {
    const alone = proposals[i]?.decision ?? proposed
    if (decision) return t(`roadblocks.decision.${decision}`)
    return alone === proposed ? '' : t('roadblocks.web.decide.alone', { decision: t(`roadblocks.decision.${alone}`) })
  }
  return (
    <Card flush>
      <Rows>
        <Row
          icon="map"
          title={`${nameOf(draft.fromId)} → ${nameOf(draft.toId)}`}
          detail={[t(`roadblocks.vehicle.${draft.vehicle}`), t(`roadblocks.purpose.${draft.purpose}`)].join(' · ')}
          to={linkTo('buoc=hanh-trinh')}
        />
        {permit && (permit !== 'none' || isAsked(desk.permits, draft.vehicle, draft.purpose)) ? (
          <Row
            icon="document"
            title={t(`roadblocks.permit.${permit}`)}
            detail={draft.permit ? t('roadblocks.web.permit.unproved') : t('roadblocks.web.permit.asked')}
            to={linkTo('buoc=nguoi-tren-xe')}
          />
        ) : null}
        {draft.people.map((one, i) => (
          <Row
            key={one.key}
            icon="person"
            title={one.name}
            detail={[t(i === 0 ? 'roadblocks.driver' : 'roadblocks.passenger'), detail(one.test), own(one, i)]
              .filter(Boolean)
              .join(' · ')}
            to={linkTo(`nguoi=${encodeURIComponent(one.key)}`)}
          />
        ))}
      </Rows>
      <p className="rb-edit">
        <Link className="s-link" to={linkTo('buoc=nguoi-tren-xe')}>
          {t('roadblocks.web.decide.edit.people')}
        </Link>
      </p>
    </Card>
  )
}

interface AgainstProps {
  readonly decision: Decision
  readonly busy: string | false
  readonly onBack: () => void
  readonly onConfirm: (reason: string) => void
}

/** Other than proposed: why, by a tap or in words. */
function Against({ decision, busy, onBack, onConfirm }: AgainstProps) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  return (
    <form
      className="s-form rb-against"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        setMissing(!reason.trim())
        if (reason.trim() && !busy) onConfirm(reason.trim())
      }}
    >
      <TextField
        name="reason"
        label={t('roadblocks.web.decide.why')}
        value={reason}
        onChange={setReason}
        maxLength={300}
        error={missing ? t('roadblocks.web.decide.why.missing') : undefined}
      />
      <ul className="rb-reasons">
        {REASONS.map(name => (
          <li key={name}>
            <button type="button" onClick={() => setReason(t(`roadblocks.web.decide.reason.${name}`))}>
              {t(`roadblocks.web.decide.reason.${name}`)}
            </button>
          </li>
        ))}
      </ul>
      <Button kind="secondary" onClick={onBack}>
        {t('roadblocks.web.decide.cancel')}
      </Button>
      <Button type="submit" busy={busy}>
        {t('roadblocks.web.decide.confirm', { decision: t(`roadblocks.decision.${decision}`) })}
      </Button>
    </form>
  )
}
