import { useFormat, useWords } from '#core/web/words.tsx'
import type { Definition } from '../contract.ts'

export interface DefinitionTextProps {
  readonly definition: Definition
  /** How the page uses it: over which days, against what. */
  readonly note?: string
}

/** What a figure is and how up to date: for the place one click away from it. */
export function DefinitionText({ definition, note }: DefinitionTextProps) {
  const t = useWords()
  const f = useFormat()
  const { title, how, measures, policies, version, asOf, gaps } = definition
  return (
    <div className="k-stack">
      <p>
        <strong>{t(title)}</strong>
        <br />
        {t(how)} {t(`indicators.definition.measures.${measures}`)}
      </p>
      {note ? <p>{note}</p> : null}
      <dl className="k-facts k-facts-narrow">
        {policies.length ? (
          <div>
            <dt>{t('indicators.definition.rule')}</dt>
            <dd>{policies.map(({ code, document }) => `${t(`${code}.policy`)}: ${document}`).join('; ')}</dd>
          </div>
        ) : null}
        <div>
          <dt>{t('indicators.definition.as-of')}</dt>
          <dd>{f.instant(asOf)}</dd>
        </div>
        <div>
          <dt>{t('indicators.definition.version')}</dt>
          <dd>{version}</dd>
        </div>
      </dl>
      {gaps.map(gap => (
        <p key={gap}>{t(`indicators.gap.${gap}`)}</p>
      ))}
    </div>
  )
}
