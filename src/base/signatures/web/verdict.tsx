import './signatures.css'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Notice } from '#kit/console/index.ts'
import { Icon, type IconName } from '#kit/icon.tsx'
import type { SealView, VerdictView } from '../contract.ts'

const LOOKS = {
  valid: { icon: 'check', tone: 'note' },
  uncertain: { icon: 'warning', tone: 'note' },
  invalid: { icon: 'cross', tone: 'error' },
} as const satisfies Record<SealView['verdict'], { icon: IconName; tone: string }>

/** Whether the signatures of a file hold, who signed, when, and what speaks against it. */
export function Verdict({ verdict: { verdict, signatures } }: { verdict: VerdictView }) {
  const t = useWords()
  const f = useFormat()
  const shown = signatures.filter(one => one.kind === 'signature' || one.verdict !== 'valid')
  const signed = signatures.filter(one => one.kind === 'signature')
  if (verdict === 'unsigned') return <Notice title={t('signatures.verdict.unsigned')} />
  return (
    <div className="k-stack">
      <Notice tone={LOOKS[verdict].tone} icon={LOOKS[verdict].icon} title={t(`signatures.verdict.${verdict}`)}>
        {t(`signatures.verdict.${verdict}.why`, { n: signed.length })}
      </Notice>
      <ol className="si-signers">
        {shown.map((one, index) => (
          <li key={index} data-is={one.verdict === 'invalid' ? 'refused' : one.verdict}>
            <Icon name={LOOKS[one.verdict].icon} size={18} label={t(`signatures.verdict.${one.verdict}`)} />
            <span>
              <strong>
                {one.kind === 'time-stamp'
                  ? t('signatures.kind.time-stamp')
                  : (one.signer?.name ?? t('signatures.kind.unknown'))}
              </strong>
              {one.reason ? `, ${one.reason}` : null}
              <span className="k-hint si-said">
                {[one.stampedAt ?? one.claimedAt]
                  .flatMap(at => (at ? f.instant(at) : []))
                  .concat(one.findings.map(code => t(`signatures.finding.${code}`)))
                  .join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}
