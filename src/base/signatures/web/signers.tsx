import './signatures.css'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import type { TurnView } from '../contract.ts'

const ICONS = { waiting: 'clock', open: 'edit', signed: 'check', refused: 'cross', closed: 'cross' } as const

/** Who signs, in their order, and how far it is. */
export function Signers({ signers }: { signers: TurnView['signers'] }) {
  const t = useWords()
  const f = useFormat()
  return (
    <ol className="si-signers">
      {signers.map((signer, index) => (
        <li key={index} data-is={signer.state}>
          <Icon name={signer.isSeal ? 'shield' : ICONS[signer.state]} size={18} />
          <span>
            <strong>{signer.name}</strong>
            {signer.title ? `, ${signer.title}` : null}
            <br />
            <span className="k-hint">
              {t(`signatures.web.signer.${signer.state}`)}
              {signer.at ? ` · ${f.instant(signer.at)}` : null}
              {signer.why ? ` · ${signer.why}` : null}
            </span>
          </span>
        </li>
      ))}
    </ol>
  )
}
