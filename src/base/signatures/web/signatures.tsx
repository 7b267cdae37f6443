import './signatures.css'
import { Button, Checkbox, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Dialog, EmptyState, Page, Panel, ProblemState } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import type { TurnView } from '../contract.ts'
import { api } from './api.ts'
import { Certificates } from './certificates.tsx'
import { Signers } from './signers.tsx'
import { Papers, RefuseForm, SignForm } from './signing.tsx'

/** What waits for my signature, and with what I sign. */
export function Signatures() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.signatures.turns, { query: {} })
  return (
    <Page title={t('signatures.web.title')} lead={t('signatures.web.lead')}>
      <div className="si-page">
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
        {data ? <Waiting turns={data.turns} /> : error ? null : <Skeleton height={200} />}
        <Certificates />
        <Signed />
      </div>
    </Page>
  )
}

function Waiting({ turns }: { turns: readonly TurnView[] }) {
  const t = useWords()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<'sign' | 'refuse'>()
  const selected = turns.filter(turn => chosen.has(turn.id))
  const isAll = turns.length > 0 && selected.length === turns.length
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const close = () => setAsking(undefined)
  const done = () => {
    close()
    setChosen(new Set())
  }
  return (
    <Panel title={t('signatures.web.waiting', { n: turns.length })}>
      {turns.length ? (
        <div className="k-stack">
          <div className="si-bar">
            <Checkbox
              label={t('signatures.web.all')}
              checked={isAll}
              indeterminate={selected.length > 0 && !isAll}
              onChange={() => setChosen(new Set(isAll ? [] : turns.map(turn => turn.id)))}
            />
            {selected.length ? (
              <div className="si-acts">
                <Button variant="default" onClick={() => setAsking('refuse')}>
                  {t('signatures.web.refuse')}
                </Button>
                <Button leftSection={<Icon name="edit" size={18} />} onClick={() => setAsking('sign')}>
                  {t('signatures.web.sign.do', { n: selected.length })}
                </Button>
              </div>
            ) : (
              <p className="k-hint">{t('signatures.web.choose')}</p>
            )}
          </div>
          <ul className="si-turns">
            {turns.map(turn => (
              <Turn key={turn.id} turn={turn} chosen={chosen.has(turn.id)} onToggle={() => toggle(turn.id)} />
            ))}
          </ul>
        </div>
      ) : (
        <EmptyState icon="check" title={t('signatures.web.none')}>
          {t('signatures.web.none.help')}
        </EmptyState>
      )}
      {asking ? (
        <Dialog title={t(asking === 'sign' ? 'signatures.web.sign' : 'signatures.web.refuse')} onClose={close}>
          {asking === 'sign' ? (
            <SignForm turns={selected} onClose={close} onDone={done} />
          ) : (
            <RefuseForm turns={selected} onClose={close} onDone={done} />
          )}
        </Dialog>
      ) : null}
    </Panel>
  )
}

/** What I signed last, as it is now: to be sent on, or to be seen again. */
function Signed() {
  const t = useWords()
  const { data } = useRead(api.signatures.turns, { query: { signed: 'true' } })
  if (!data?.turns.length) return null
  return (
    <Panel title={t('signatures.web.last')}>
      <ul className="si-cards">
        {data.turns.map(turn => (
          <li key={turn.id}>
            <p className="si-turn-title">
              <strong>{turn.title}</strong>
              <span className="k-hint">
                {turn.sealOf ? t('signatures.web.seal-of', { name: turn.sealOf }) : turn.role}
              </span>
            </p>
            <Papers papers={turn.papers} />
            <Signers signers={turn.signers} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Turn({ turn, chosen, onToggle }: { turn: TurnView; chosen: boolean; onToggle: () => void }) {
  const t = useWords()
  const f = useFormat()
  return (
    <li data-chosen={chosen || undefined}>
      <Checkbox aria-label={turn.title} checked={chosen} onChange={onToggle} />
      <div className="si-turn">
        <p className="si-turn-title">
          <strong>{turn.title}</strong>
          <span className="k-hint">
            {turn.sealOf ? t('signatures.web.seal-of', { name: turn.sealOf }) : (turn.role ?? t('signatures.web.own'))}
          </span>
        </p>
        <p className="k-hint">
          {turn.askedBy ? `${turn.askedBy} · ` : null}
          {f.instant(turn.askedAt)}
        </p>
        <Papers papers={turn.papers} />
        {turn.signers.length > 1 ? <Signers signers={turn.signers} /> : null}
      </div>
    </li>
  )
}
